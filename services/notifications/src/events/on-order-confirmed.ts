import { defineReaction } from "@millrace/contracts/define-service";
import { OrderConfirmed } from "@millrace/contracts/orders";
import * as customers from "@millrace/customers/doors";
import { batchGet } from "@millrace/table/batch-get";
import { sendMail } from "../commands/send-mail.ts";
import { after, firstClaim } from "../domain/mail.ts";
import type { Ports } from "../ports.ts";

/**
 * Mails the buyer that the order is confirmed. A second run finds the mail claimed and never sends it: whether the first
 * run did is for SES's send event or for time to tell. Only a mail that SES refused is sent again.
 */
export const onOrderConfirmed = defineReaction(
  { to: OrderConfirmed, doors: { recipient: customers.recipient } },
  async ({ metadata, data, at }, { mails, mailer, table }: Ports, doors) => {
    const [recipient] = await batchGet(table, [doors.recipient(data)]);
    const claim = firstClaim(data, metadata, recipient !== undefined, at);
    const known = await mails.claim(claim);
    const next = known ? after(known, recipient === undefined ? "erased" : "redelivered", at) : claim;
    if (next === undefined || (known && !(await mails.change(known, next)))) return;
    if (next.status === "claimed" && recipient) await sendMail({ mails, mailer }, next, recipient, at);
  },
);
