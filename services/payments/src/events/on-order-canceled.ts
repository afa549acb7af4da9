import { defineReaction } from "@millrace/contracts/define-service";
import { OrderCanceled } from "@millrace/contracts/orders";
import { end } from "../domain/payment.ts";
import type { Ports } from "../ports.ts";

/** Ends the payment of an order that will not be: voids what was authorized, cancels what was not. */
export const onOrderCanceled = defineReaction(
  { to: OrderCanceled },
  async (received, { payments, providers, write, now }: Ports) => {
    const { paymentId } = received.data;
    const payment = await payments.get(paymentId);
    if (payment === undefined) throw new Error(`There is no payment ${paymentId}.`);
    const ended = end(payment);
    if (ended === undefined) return;
    const { state, fact } = ended;
    if (state.status === "voided")
      await providers[payment.provider].void({ key: received.metadata.eventId, paymentId });
    // Refused means that an authorization came first: the fact comes again and finds it.
    await write({ ...received, at: now() }, fact, [payments.change(state)]);
  },
);
