import { after, type Mail, MailRefused } from "../domain/mail.ts";
import { type Addressee, confirmationOf } from "../domain/message.ts";
import type { Ports } from "../ports.ts";

/**
 * Sends a mail that its caller has just claimed, and writes down what became of it. A crash on the way leaves it
 * `claimed`.
 *
 * @throws MailRefused when it was not sent; anything else when nobody can tell
 */
export async function sendMail(
  { mails, mailer }: Pick<Ports, "mails" | "mailer">,
  claimed: Mail,
  { email, ...addressee }: Addressee & { readonly email: string },
  at: Date,
): Promise<void> {
  const { eventId } = claimed;
  const sending = await mailer.send({ ...confirmationOf(claimed, addressee), to: email, eventId });
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
