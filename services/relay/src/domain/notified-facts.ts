import type { EventContract } from "@millrace/contracts/define-event";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { PaymentFailed } from "@millrace/contracts/payments";

/** The facts of which customers are notified, by the topic of customer notices. */
export const notifiedFacts: readonly EventContract[] = [OrderPlaced, OrderConfirmed, OrderCanceled, PaymentFailed];
