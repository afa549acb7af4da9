import { defineReaction } from "@millrace/contracts/define-service";
import { OrderConfirmed } from "@millrace/contracts/orders";
import * as customers from "@millrace/customers/doors";
import { batchGet } from "@millrace/table/batch-get";
import { after, firstClaim } from "../domain/mail.ts";
import type { Ports } from "../env.ts";

/**
 * Mails the buyer that the order is confirmed. A second run finds the mail claimed and never sends it: whether the first
 * run did is for SES's send event or for time to tell. Only a mail that SES refused is sent again.
 */
export const onOrderConfirmed = defineReaction(
  { to: OrderConfirmed, doors: [customers.contact] },
  ({ mails, dispatch, contact, table, now }: Ports) =>
    async ({ metadata, data }) => {
      const [recipient] = await batchGet(table, [contact(data.ownerId, data.contactId)]);
      const at = now();
      const claim = firstClaim(data, metadata, recipient !== undefined, at);
      const known = await mails.claim(claim);
      if (known === undefined) {
        if (recipient !== undefined) await dispatch(claim, recipient);
        return;
      }
      const next = after(known, recipient === undefined ? "erased" : "redelivered", at);
      if (next === undefined || !(await mails.change(known, next))) return;
      if (next.status === "claimed" && recipient !== undefined) await dispatch(next, recipient);
    },
);
