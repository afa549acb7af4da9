import { epochSeconds, isoTime, secondsAfter } from "@millrace/kernel/clock";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import { pageFrom } from "@millrace/table/results";
import { dueShardOf } from "@millrace/table/sweep";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transact, transactItem } from "@millrace/table/transact";
import { dueAtOf, type Mail, statusesOpenTo } from "../domain/mail.ts";
import { mailEntity } from "./mail.entity.ts";

/** Every access pattern of mails. */
export type Mails = {
  /** AP-N1. Claims a fact's mail; gives the mail that is already there, or undefined when the claim is ours. */
  claim(mail: Mail): Promise<Mail | undefined>;
  /** AP-N2. A mail's next state, if it is still as `mail` was read; says whether it was. */
  change(mail: Mail, next: Mail): Promise<boolean>;
  /** AP-N3. SES took the mail, in whatever attempt; says whether that was news. */
  confirm(eventId: string, messageId: string): Promise<boolean>;
  /**
   * AP-N4. Mails of which news is due, oldest first: gsi2 query and batch get, eventually consistent, one page of one
   * shard.
   */
  listDue(shard: string, until: Date, position: string | null): Promise<Page<Mail>>;
  /** AP-N5. Whether a mail still waits for SES's word: table get, strongly consistent. */
  isUnconfirmed(eventId: string): Promise<boolean>;
};

const duePageSize = 50;

/** Longer than a dead-letter queue (14 d) or a replay of the archive (60 d) may bring the fact back. */
export const mailRetentionSeconds = 90 * 24 * 60 * 60;

function isPending({ status }: Mail): boolean {
  return statusesOpenTo("overdue").includes(status);
}

export function createMails(table: Table): Mails {
  const entity = mailEntity(table);
  const dueOf = (mail: Mail) => ({ dueShard: dueShardOf(mail.eventId), dueAt: dueAtOf(mail) });
  const isTaken = () => Busy("The mail changed meanwhile.");

  const create = (mail: Mail): TransactItem => {
    const { messageId: _, ...claim } = mail;
    const item = {
      ...omitUndefined(claim),
      ttl: epochSeconds(secondsAfter(new Date(mail.claimedAt), mailRetentionSeconds)),
      ...(isPending(mail) ? dueOf(mail) : {}),
    };
    return transactItem(entity, (writes) => writes.create(item), isTaken);
  };

  const patch = ({ eventId, status, attempt }: Mail, next: Mail): TransactItem =>
    transactItem(
      entity,
      (writes) => {
        const changes = { status: next.status, attempt: next.attempt, claimedAt: next.claimedAt };
        const patched = isPending(next)
          ? writes.patch({ eventId }).set({ ...changes, ...dueOf(next) })
          : writes.patch({ eventId }).set(changes).remove(["dueShard", "dueAt"]);
        return patched.where((stored, { eq }) => `${eq(stored.status, status)} AND ${eq(stored.attempt, attempt)}`);
      },
      isTaken,
    );

  return {
    async claim(mail) {
      const [rejection] = await transact([create(mail)]);
      return rejection?.stored as Mail | undefined;
    },
    change: async (mail, next) => (await transact([patch(mail, next)])).length === 0,
    async confirm(eventId, messageId) {
      const part = transactItem(
        entity,
        (writes) =>
          writes
            .patch({ eventId })
            .set({ status: "sent", messageId })
            .remove(["dueShard", "dueAt"])
            .where((stored, { eq }) =>
              statusesOpenTo("confirmed")
                .map((status) => eq(stored.status, status))
                .join(" OR "),
            ),
        isTaken,
      );
      return (await transact([part])).length === 0;
    },
    async isUnconfirmed(eventId) {
      const { data: mail } = await entity.get({ eventId }).go({ consistent: true });
      return mail !== null && statusesOpenTo("confirmed").includes(mail.status);
    },
    listDue: (shard, until, position) =>
      pageFrom(
        entity.query
          .due({ dueShard: shard })
          .lte({ dueAt: isoTime(until) })
          // The index holds keys only; what the batch get leaves unprocessed is still due at the next run.
          .go({ limit: duePageSize, cursor: position, hydrate: true }),
      ),
  };
}
