import { defineReaction } from "@millrace/contracts/define-service";
import { OrderPlaced } from "@millrace/contracts/orders";
import { amountOf, authorize, fail } from "../domain/payment.ts";
import type { Ports } from "../ports.ts";

/**
 * Asks the provider for the order's money. A second run asks with the same key, so the provider answers the same, and
 * the payment's journal lets only one of them write. A payment that was canceled while we asked is voided again.
 */
export const onOrderPlaced = defineReaction(
  { to: OrderPlaced },
  async (received, { payments, providers, write, now }: Ports) => {
    const { paymentId } = received.data;
    const key = received.metadata.eventId;
    const payment = await payments.get(paymentId);
    if (payment === undefined) throw new Error(`There is no payment ${paymentId}.`);
    const provider = providers[payment.provider];
    // An earlier run may have asked, and then died or come too late to write the answer down.
    if (payment.status === "canceled") return provider.void({ key: `${key}.void`, paymentId });
    if (payment.status !== "pending") return;
    const answer = await provider.authorize({ key, paymentId, amount: amountOf(payment), token: payment.token });
    // The buyer must act first: nothing was decided yet.
    if (answer.outcome === "requires_action") return;
    const { state, fact } =
      answer.outcome === "failed" ? fail(payment, answer.reason) : authorize(payment, answer.reference);
    // Refused means that the payment changed while we asked: the fact comes again and finds it.
    await write({ ...received, at: now() }, fact, [payments.change(state)]);
  },
);
