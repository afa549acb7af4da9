import { money } from "@millrace/kernel/money";
import { expect, it } from "vitest";
import { none } from "./none.ts";

const request = { key: "ord_1.1", paymentId: "pay_1", token: "none" };

it("authorizes nothing, and never a cent more", async () => {
  expect(await none.authorize({ ...request, amount: money(0, "EUR") })).toMatchObject({ outcome: "authorized" });
  await expect(none.authorize({ ...request, amount: money(1, "EUR") })).rejects.toThrow(TypeError);
});
