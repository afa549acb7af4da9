import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { id, moneyValue } from "./values.ts";

/** The payment providers a shop can name at checkout. */
export const paymentProviders = ["sandbox"] as const;

/** Who is asked for a payment: a provider that was named, or `none` where there is nothing to pay. */
export const askedProviders = [...paymentProviders, "none"] as const;

/** Why a provider would not authorize. */
export const paymentFailures = ["declined"] as const;

const payment = z.strictObject({
  paymentId: id("payment"),
  orderId: id("order"),
  amount: moneyValue,
  provider: z.enum(askedProviders).meta({ description: "`none` where there is nothing to pay." }),
});

const example = {
  paymentId: "pay_01kaq3v8e0m4t6w8y0a2c4e6g8",
  orderId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  amount: { amount: 3980, currency: "EUR" },
  provider: "sandbox" as const,
};

/** The provider holds the money, or there is nothing to pay. */
export const PaymentAuthorized = defineEvent({
  service: "payments",
  aggregate: "paymentId",
  name: "payment.authorized",
  version: 1,
  data: payment,
  example,
});

/** The provider refused. */
export const PaymentFailed = defineEvent({
  service: "payments",
  aggregate: "paymentId",
  name: "payment.failed",
  version: 1,
  data: payment.extend({ reason: z.enum(paymentFailures) }),
  example: { ...example, reason: "declined" },
});

/** The order ended after the money was authorized; the authorization was given up. */
export const PaymentVoided = defineEvent({
  service: "payments",
  aggregate: "paymentId",
  name: "payment.voided",
  version: 1,
  data: payment,
  example,
});

/** The order ended before the money was authorized. */
export const PaymentCanceled = defineEvent({
  service: "payments",
  aggregate: "paymentId",
  name: "payment.canceled",
  version: 1,
  data: payment,
  example,
});
