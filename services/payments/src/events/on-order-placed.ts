import { defineReaction } from "@millrace/contracts/define-service";
import { OrderPlaced } from "@millrace/contracts/orders";
import { PaymentAuthorized, PaymentFailed } from "@millrace/contracts/payments";
import { transact } from "@millrace/table/transact";
import { amountOf, factOf } from "../domain/payment.ts";
import type { Ports } from "../env.ts";

/**
 * Asks the provider for the order's money. A second run asks with the same key, so the provider answers the same, and
 * the payment's version lets only one of them write. A payment that was canceled while we asked is voided again.
 */
export const onOrderPlaced = defineReaction(
  { to: OrderPlaced },
  ({ payments, journal, providers, now }: Ports) =>
    async ({ metadata, data, origin }) => {
      const payment = await payments.get(data.paymentId);
      if (payment === undefined) throw new Error(`There is no payment ${data.paymentId}.`);
      const { paymentId, token } = payment;
      const provider = providers[payment.provider];
      const giveBack = () => provider.void({ key: `${metadata.eventId}.void`, paymentId });
      // An earlier run may have asked and died before it could write the answer down.
      if (payment.status === "canceled") return giveBack();
      if (payment.status !== "pending") return;
      const answer = await provider.authorize({ key: metadata.eventId, paymentId, amount: amountOf(payment), token });
      const entry = { aggregateId: paymentId, sequence: payment.version + 1, at: now(), origin };
      switch (answer.outcome) {
        case "requires_action": {
          // The buyer must act first. No fact: nothing was decided yet.
          return;
        }
        case "failed": {
          const fact = { ...factOf(payment), reason: answer.reason };
          await transact([
            payments.change(payment, { status: "failed" }),
            journal.append({ ...entry, event: PaymentFailed, data: fact }),
          ]);
          return;
        }
        case "authorized": {
          const rejections = await transact([
            payments.change(payment, { status: "authorized", reference: answer.reference }),
            journal.append({ ...entry, event: PaymentAuthorized, data: factOf(payment) }),
          ]);
          if (rejections.length === 0) return;
          const current = await payments.get(paymentId);
          return current?.status === "canceled" ? giveBack() : undefined;
        }
      }
    },
);
