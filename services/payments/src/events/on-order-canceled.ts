import { defineReaction } from "@millrace/contracts/define-service";
import { OrderCanceled } from "@millrace/contracts/orders";
import { PaymentCanceled, PaymentVoided } from "@millrace/contracts/payments";
import { commit } from "@millrace/table/transact";
import { factOf } from "../domain/payment.ts";
import type { Ports } from "../env.ts";

/** Ends the payment of an order that will not be: voids what was authorized, cancels what was not. */
export const onOrderCanceled = defineReaction(
  { to: OrderCanceled },
  ({ payments, journal, providers, now }: Ports) =>
    async ({ metadata, data, origin }) => {
      const payment = await payments.get(data.paymentId);
      if (payment === undefined) throw new Error(`There is no payment ${data.paymentId}.`);
      const entry = { aggregateId: payment.paymentId, sequence: payment.version + 1, at: now(), origin };
      switch (payment.status) {
        case "pending": {
          // Rejected means that an authorization came first: the fact comes again and finds it.
          await commit([
            payments.change(payment, { status: "canceled" }),
            journal.append({ ...entry, event: PaymentCanceled, data: factOf(payment) }),
          ]);
          return;
        }
        case "authorized": {
          await providers[payment.provider].void({ key: metadata.eventId, paymentId: payment.paymentId });
          await commit([
            payments.change(payment, { status: "voided" }),
            journal.append({ ...entry, event: PaymentVoided, data: factOf(payment) }),
          ]);
          return;
        }
        case "failed":
        case "canceled":
        case "voided":
          return;
      }
    },
);
