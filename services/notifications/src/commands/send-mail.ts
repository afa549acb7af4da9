import { after, type Mail, MailRefused } from "../domain/mail.ts";
import { confirmationOf } from "../domain/message.ts";
import type { Ports } from "../ports.ts";

/** What is needed of a contact to write to it. Personal data: it is used and never kept. */
type Recipient = { readonly email: string; readonly name: string };

/**
 * Sends a mail that its caller has just claimed, and writes down what became of it. A crash on the way leaves it
 * `claimed`.
 *
 * @throws MailRefused when it was not sent; anything else when nobody can tell
 */
export async function sendMail(
  { mails, mailer }: Pick<Ports, "mails" | "mailer">,
  claimed: Mail,
  { email, name }: Recipient,
  at: Date,
): Promise<void> {
  const { eventId } = claimed;
  const sending = await mailer.send({ ...confirmationOf(claimed, name), to: email, eventId });
  if (sending.outcome === "sent") {
    await mails.confirm(eventId, sending.messageId);
    return;
  }
  // Meanwhile the fact may have come again and found the mail claimed; the refusal settles that too.
  for (const status of ["claimed", "unknown"] as const) {
    const mail = { ...claimed, status };
    const refused = after(mail, "refused", at);
    if (refused !== undefined && (await mails.change(mail, refused))) break;
  }
  throw MailRefused(`The mail of ${eventId} was refused: ${sending.reason}.`);
}
