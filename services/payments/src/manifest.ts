import { defineService } from "@millrace/contracts/define-service";
import { PaymentAuthorized, PaymentCanceled, PaymentFailed, PaymentVoided } from "@millrace/contracts/payments";
import { onOrderCanceled } from "./events/on-order-canceled.ts";
import { onOrderPlaced } from "./events/on-order-placed.ts";

export const payments = defineService("payments", {
  purpose: "One payment per order, and the providers that are asked for it.",
  publishes: [PaymentAuthorized, PaymentFailed, PaymentCanceled, PaymentVoided],
  reactions: { onOrderPlaced, onOrderCanceled },
});
