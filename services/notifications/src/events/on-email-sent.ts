import { defineReaction } from "@millrace/contracts/define-service";
import { annotate } from "@millrace/lambda/observability";
import { EmailSent } from "../adapters/email-sent.ts";
import { eventIdOfTag } from "../adapters/mailer.ts";
import type { Ports } from "../ports.ts";

/** Settles a mail of which we lost SES's answer. Of most mails it says nothing new. */
export const onEmailSent = defineReaction({ to: EmailSent }, async ({ data: { mail } }, { mails }: Ports) => {
  const [tag = ""] = mail.tags.eventId;
  const eventId = eventIdOfTag(tag);
  const [orderId = ""] = eventId.split(".");
  annotate({ eventId, orderId });
  // Asked first: of most mails a confirmation would be a transaction that fails, and a failure in the order's story.
  if (await mails.isUnconfirmed(eventId)) await mails.confirm(eventId, mail.messageId);
});
