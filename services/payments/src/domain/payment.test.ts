import { describe, expect, it } from "vitest";
import { mayBecome, paymentStatuses } from "./payment.ts";

const allowed = ["pending → authorized", "pending → failed", "pending → canceled", "authorized → voided"];

describe("a payment's way", () => {
  it("goes where the table allows, and nowhere else", () => {
    const found = paymentStatuses.flatMap((from) =>
      paymentStatuses.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(found).toEqual(allowed);
  });
});
