import { defineService } from "@millrace/contracts/define-service";
import { onEmailSent } from "./events/on-email-sent.ts";
import { onOrderConfirmed } from "./events/on-order-confirmed.ts";
import { settleUnknownMails } from "./schedules/settle-unknown-mails.ts";
import { settings } from "./settings.ts";

export const notifications = defineService("notifications", {
  purpose: "Mails to customers about their orders.",
  reactions: { onOrderConfirmed, onEmailSent },
  schedules: { settleUnknownMails },
  settings,
});
