import type { FactData } from "@millrace/contracts/define-event";
import type { OrderConfirmed } from "@millrace/contracts/orders";
import { isoTime, secondsAfter } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";

/**
 * What is known of a mail. SES has no idempotency key, so between asking it and writing down its answer a crash leaves
 * a mail that may or may not be out:
 * - `claimed`: somebody is about to send it, or died doing so.
 * - `unknown`: its fact was delivered again while it was claimed. Nobody sends it until time or SES has spoken.
 * - `refused`: SES said no, so it is certainly not out.
 * - `sent`: SES took it.
 * - `skipped`: its recipient's data was erased.
 * - `abandoned`: every attempt was used up.
 */
export const mailStatuses = ["claimed", "unknown", "refused", "sent", "skipped", "abandoned"] as const;
export type MailStatus = (typeof mailStatuses)[number];

/**
 * What can happen to a mail:
 * - `redelivered`: its fact came again.
 * - `confirmed`: SES took it, by its answer or by its send event.
 * - `refused`: SES did not take it.
 * - `overdue`: fifteen minutes went by without SES's send event.
 * - `exhausted`: the same after the last attempt.
 * - `erased`: its recipient's data is gone when it is to be sent again.
 */
export const mailEvents = ["redelivered", "confirmed", "refused", "overdue", "exhausted", "erased"] as const;
export type MailEvent = (typeof mailEvents)[number];

/** What an event makes of a mail; one that is not listed changes nothing. To be claimed is to be sent, once more. */
const mailTransitions: Readonly<Record<MailStatus, Partial<Record<MailEvent, MailStatus>>>> = {
  claimed: {
    redelivered: "unknown",
    confirmed: "sent",
    refused: "refused",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  unknown: {
    confirmed: "sent",
    refused: "refused",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  refused: {
    redelivered: "claimed",
    confirmed: "sent",
    overdue: "claimed",
    exhausted: "abandoned",
    erased: "skipped",
  },
  sent: {},
  skipped: {},
  abandoned: { redelivered: "claimed", confirmed: "sent", erased: "skipped" },
};

/** The statuses that an event changes. */
export function statusesOpenTo(event: MailEvent): readonly MailStatus[] {
  return mailStatuses.filter((status) => mailTransitions[status][event] !== undefined);
}

/** Ends a delivery whose mail did not go out. Its message names the provider's reason and no recipient. */
export const MailRefused = defineRefusal("unavailable", "mail.refused", "The mail provider did not take the mail.");

type Confirmed = FactData<typeof OrderConfirmed>;

/** What the mail says of the order. */
type Said = "orderNumber" | "lines" | "shipping" | "taxes" | "taxIncluded" | "total";

/** An order's confirmation by mail. It names its recipient by id only. */
export type Mail = Pick<Confirmed, Said | "ownerId" | "contactId" | "orderId"> & {
  /** The fact that the mail tells of; one fact, one mail. */
  readonly eventId: string;
  readonly correlationId: string;
  readonly status: MailStatus;
  /** How often it was claimed. */
  readonly attempt: number;
  readonly claimedAt: string;
  readonly messageId?: string | undefined;
};

/** SES tells of a send within minutes; after a quarter of an hour silence means that there was none. */
const settleSeconds = 15 * 60;

/** With a quarter of an hour between them, more than an hour for somebody to repair what is wrong. */
const maxAttempts = 6;

/** When news of a mail is due, as ISO 8601. */
export function dueAtOf({ claimedAt }: Mail): string {
  return isoTime(secondsAfter(new Date(claimedAt), settleSeconds));
}

/** Whether nothing was heard of a mail for long enough to send it again. */
export function isOverdue(mail: Mail, at: Date): boolean {
  return statusesOpenTo("overdue").includes(mail.status) && dueAtOf(mail) <= isoTime(at);
}

/** What fifteen minutes without news mean. */
export function overdueEventOf({ attempt }: Mail): MailEvent {
  return attempt < maxAttempts ? "overdue" : "exhausted";
}

/** A mail at its first claim; without a recipient there is nobody to send it to. */
export function firstClaim(
  fact: Confirmed,
  { eventId, correlationId }: Pick<Mail, "eventId" | "correlationId">,
  isReachable: boolean,
  at: Date,
): Mail {
  const { orderId, orderNumber, ownerId, contactId, lines, shipping, taxes, taxIncluded, total } = fact;
  return {
    ...{ eventId, correlationId, orderId, orderNumber, ownerId, contactId, lines, taxIncluded, total },
    ...omitUndefined({ shipping, taxes }),
    status: isReachable ? "claimed" : "skipped",
    attempt: 1,
    claimedAt: isoTime(at),
  };
}

/** The mail after an event; undefined when it changes nothing. A new claim is a new attempt. */
export function after(mail: Mail, event: MailEvent, at: Date): Mail | undefined {
  const status = mailTransitions[mail.status][event];
  if (status === undefined) return undefined;
  return status === "claimed"
    ? { ...mail, status, attempt: mail.attempt + 1, claimedAt: isoTime(at) }
    : { ...mail, status };
}
