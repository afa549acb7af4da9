import { defineSchedule } from "@millrace/contracts/define-service";
import * as customers from "@millrace/customers/doors";
import { logger } from "@millrace/lambda/observability";
import { batchGet } from "@millrace/table/batch-get";
import { sweep } from "@millrace/table/sweep";
import { sendMail } from "../commands/send-mail.ts";
import { after, isOverdue, type Mail, overdueEventOf } from "../domain/mail.ts";
import type { Ports } from "../ports.ts";

/** 200 mails: one that is claimed when the run is out of time costs an attempt and is not sent. */
const pagesPerShard = 4;

/**
 * Sends mails again of which nothing was heard for fifteen minutes. The claim is a condition on status and attempt, so
 * of two runs one sends. A mail that fails does not keep the others waiting; the run then counts as failed.
 */
export const settleUnknownMails = defineSchedule(
  { everyMinutes: 1, doors: { recipient: customers.recipient } },
  async (tick, { mails, mailer, table, now }: Ports, doors) => {
    const settle = async (mail: Mail): Promise<void> => {
      // Mails before this one were sent meanwhile, and its quarter of an hour begins now.
      const at = now();
      // The index may be behind; the mail itself says whether it is due.
      if (!isOverdue(mail, at)) return;
      const [recipient] = await batchGet(table, [doors.recipient(mail)]);
      const next = after(mail, recipient === undefined ? "erased" : overdueEventOf(mail), at);
      if (next === undefined || !(await mails.change(mail, next))) return;
      const { eventId, orderId, correlationId, attempt } = mail;
      logger.warn("Nothing was heard of a mail.", { eventId, orderId, correlationId, attempt, becomes: next.status });
      if (next.status === "abandoned") throw new Error(`The mail of ${eventId} was given up: ${attempt} attempts.`);
      if (next.status === "claimed" && recipient) await sendMail({ mails, mailer }, next, recipient, at);
    };
    await sweep((shard, position) => mails.listDue(shard, tick.at, position), settle, pagesPerShard);
  },
);
