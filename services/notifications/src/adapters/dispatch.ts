import type { Now } from "@millrace/kernel/clock";
import type { Mails } from "../data/mails.ts";
import { after, type Mail, MailRefused } from "../domain/mail.ts";
import { confirmationOf } from "../domain/message.ts";
import type { Mailer } from "./mailer.ts";

/** What is needed of a contact to write to it. Personal data: it is used and never kept. */
type Recipient = { readonly email: string; readonly name: string };

/**
 * Sends a mail that the caller has just claimed, and writes down what became of it. A crash on the way leaves it
 * `claimed`. It throws when the mail was not sent, or when nobody can tell.
 */
export type Dispatch = (claimed: Mail, recipient: Recipient) => Promise<void>;

export function createDispatch(mails: Mails, mailer: Mailer, now: Now): Dispatch {
  return async (claimed, { email, name }) => {
    const sending = await mailer.send({ ...confirmationOf(claimed, name), to: email, eventId: claimed.eventId });
    if (sending.outcome === "sent") {
      await mails.confirm(claimed.eventId, sending.messageId);
      return;
    }
    // Meanwhile the fact may have come again and found the mail claimed; the refusal settles that too.
    for (const status of ["claimed", "unknown"] as const) {
      const mail = { ...claimed, status };
      const refused = after(mail, "refused", now());
      if (refused !== undefined && (await mails.change(mail, refused))) break;
    }
    throw MailRefused(`The mail of ${claimed.eventId} was refused: ${sending.reason}.`);
  };
}
