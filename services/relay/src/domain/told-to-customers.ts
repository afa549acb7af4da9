import type { EventContract } from "@millrace/contracts/define-event";
import { OrderCanceled, OrderConfirmed, OrderPlaced } from "@millrace/contracts/orders";
import { PaymentFailed } from "@millrace/contracts/payments";

/** What customers are told of by the topic of customer notices. */
export const toldToCustomers: readonly EventContract[] = [OrderPlaced, OrderConfirmed, OrderCanceled, PaymentFailed];
