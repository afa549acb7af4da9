import { fact } from "@millrace/contracts/define-event";
import { PaymentAuthorized, PaymentCanceled, PaymentFailed, PaymentVoided } from "@millrace/contracts/payments";
import { describe, expect, it } from "vitest";
import {
  authorize,
  end,
  fail,
  mayBecome,
  openPayment,
  type Payment,
  type PaymentStatus,
  paymentStatuses,
} from "./payment.ts";

const { paymentId, orderId } = PaymentAuthorized.example;
const request = { paymentId, orderId, amount: 3980, currency: "EUR", provider: "sandbox", token: "tok_ok" } as const;
const pending = openPayment(request);
const data = PaymentAuthorized.example;

/** What happened to a payment before it came to be in a status. */
function inStatus(status: PaymentStatus): Payment {
  return { ...pending, status, version: status === "pending" ? 0 : 1 };
}

describe("a payment's way", () => {
  it("goes where the table allows, and nowhere else", () => {
    const found = paymentStatuses.flatMap((from) =>
      paymentStatuses.filter((to) => mayBecome(from, to)).map((to) => `${from} → ${to}`),
    );
    expect(found).toEqual(["pending → authorized", "pending → failed", "pending → canceled", "authorized → voided"]);
  });
});

describe("authorize", () => {
  it("given a pending payment, keeps the provider's reference and tells that the money is held", () => {
    expect(authorize(pending, "sbx_1")).toEqual({
      state: { ...request, status: "authorized", reference: "sbx_1", version: 1 },
      fact: fact(PaymentAuthorized, paymentId, 1, data),
    });
  });

  it.each(paymentStatuses.filter((status) => status !== "pending"))("given a %s payment, refuses", (status) => {
    expect(() => authorize(inStatus(status), "sbx_1")).toThrow(TypeError);
  });
});

describe("fail", () => {
  it("given a pending payment, tells why the provider would not", () => {
    expect(fail(pending, "declined")).toEqual({
      state: { ...request, status: "failed", version: 1 },
      fact: fact(PaymentFailed, paymentId, 1, { ...data, reason: "declined" }),
    });
  });

  it.each(paymentStatuses.filter((status) => status !== "pending"))("given a %s payment, refuses", (status) => {
    expect(() => fail(inStatus(status), "declined")).toThrow(TypeError);
  });
});

describe("end", () => {
  it("given a pending payment, cancels it", () => {
    expect(end(pending)).toEqual({
      state: { ...request, status: "canceled", version: 1 },
      fact: fact(PaymentCanceled, paymentId, 1, data),
    });
  });

  it("given an authorized payment, voids it under the same reference", () => {
    const { state } = authorize(pending, "sbx_1");
    expect(end(state)).toEqual({
      state: { ...state, status: "voided", version: 2 },
      fact: fact(PaymentVoided, paymentId, 2, data),
    });
  });

  it.each(["failed", "canceled", "voided"] as const)("given a %s payment, has nothing to tell", (status) => {
    expect(end(inStatus(status))).toBeUndefined();
  });
});
