import type { Ses } from "@millrace/aws/services";
import { asciiAddressOf } from "@millrace/kernel/email";
import type { Message } from "../domain/message.ts";

/** A message on its way to somebody, with the fact it tells of. */
type Outgoing = Message & { readonly to: string; readonly eventId: string };

type SendOutcome =
  | { readonly outcome: "sent"; readonly messageId: string }
  /** Certainly not sent; `reason` is the provider's word for why, without personal data. */
  | { readonly outcome: "refused"; readonly reason: string };

/** Sends one message. It throws when nobody can tell whether the message went out. */
export type Mailer = { send(outgoing: Outgoing): Promise<SendOutcome> };

/** The sender, and SES's configuration set that reports each sending. */
export type MailerSettings = { readonly from: string; readonly configurationSet: string };

/**
 * The tag by which SES's events name the mail. Its value takes letters, digits, `-` and `_` only (SES API v2,
 * MessageTag), so the dot of an `eventId` becomes a hyphen.
 */
const factTag = "eventId";

/** `ord_1.2` → `ord_1-2`. */
export function tagValueOf(eventId: string): string {
  return eventId.replace(".", "-");
}
/** `ord_1-2` → `ord_1.2`. */
export function eventIdOfTag(value: string): string {
  return value.replace(/-(?=\d+$)/, ".");
}

/** SES answered and did not take the request; anything else may have been lost on the way back. */
function isRefusal(error: unknown): error is Error {
  if (!(error instanceof Error) || !("$metadata" in error)) return false;
  const { httpStatusCode = 0 } = error.$metadata as { readonly httpStatusCode?: number };
  return httpStatusCode >= 400 && httpStatusCode < 500;
}

/** Mails by SES. A refusal is what SES answered itself; what may have been lost on the way back is thrown. */
export function createMailer(client: Pick<Ses, "send">, { from, configurationSet }: MailerSettings): Mailer {
  return {
    async send({ to, eventId, subject, text, html }) {
      const mail = {
        FromEmailAddress: from,
        // SES knows domains in ASCII only. What is no address is for SES to refuse.
        Destination: { ToAddresses: [asciiAddressOf(to) ?? to] },
        Content: { Simple: { Subject: { Data: subject }, Body: { Text: { Data: text }, Html: { Data: html } } } },
        ConfigurationSetName: configurationSet,
        EmailTags: [{ Name: factTag, Value: tagValueOf(eventId) }],
      };
      try {
        const { MessageId: messageId } = await client.send("SendEmail", mail);
        if (messageId === undefined) throw new Error("SES answered without a message id.");
        return { outcome: "sent", messageId };
      } catch (error) {
        // SES's own message may name the recipient; the error's name does not.
        if (isRefusal(error)) return { outcome: "refused", reason: error.name };
        throw error;
      }
    },
  };
}
