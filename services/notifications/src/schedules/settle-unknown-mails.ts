import { defineSchedule } from "@millrace/contracts/define-service";
import * as customers from "@millrace/customers/doors";
import { logger } from "@millrace/lambda/observability";
import { batchGet } from "@millrace/table/batch-get";
import { dueShards } from "../data/mails.ts";
import { after, isOverdue, type Mail, overdueEventOf } from "../domain/mail.ts";
import type { Ports } from "../env.ts";

/** One run stops here and leaves the rest to the next, so that it ends well within its timeout. */
const maxPagesPerShard = 4;

async function settle(mail: Mail, { mails, dispatch, contact, table, now }: Ports): Promise<void> {
  const at = now();
  // The index may be behind; the mail itself says whether it is due.
  if (!isOverdue(mail, at)) return;
  const [recipient] = await batchGet(table, [contact(mail.ownerId, mail.contactId)]);
  const next = after(mail, recipient === undefined ? "erased" : overdueEventOf(mail), at);
  if (next === undefined || !(await mails.change(mail, next))) return;
  const { eventId, orderId, correlationId, attempt } = mail;
  logger.warn("Nothing was heard of a mail.", { eventId, orderId, correlationId, attempt, becomes: next.status });
  if (next.status === "abandoned") throw new Error(`The mail of ${eventId} was given up after ${attempt} attempts.`);
  if (next.status === "claimed" && recipient !== undefined) await dispatch(next, recipient);
}

/**
 * Sends mails again of which nothing was heard for fifteen minutes. The claim is a condition on status and attempt, so
 * of two runs one sends. A mail that fails does not keep the others waiting; the run then counts as failed.
 */
export const settleUnknownMails = defineSchedule(
  { everyMinutes: 1, doors: [customers.contact] },
  (ports: Ports) => async () => {
    const failures: unknown[] = [];
    for (const shard of dueShards) {
      let position: string | null = null;
      for (let page = 0; page < maxPagesPerShard; page += 1) {
        const due = await ports.mails.listDue(shard, ports.now(), position);
        const outcomes = await Promise.allSettled(due.items.map((mail) => settle(mail, ports)));
        failures.push(...outcomes.flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : [])));
        position = due.position;
        if (position === null) break;
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, `${failures.length} mails could not be settled.`);
  },
);
