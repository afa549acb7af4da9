import type { Fact } from "@millrace/contracts/define-event";
import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { Refusal } from "@millrace/kernel/errors";
import { idempotencyRecordsOf } from "./idempotency.ts";
import { journalsOf, type Telling } from "./journal.ts";
import type { Table } from "./table.ts";
import { type Rejection, refusalOf, type TransactItem, transact } from "./transact.ts";

/**
 * What a write answers for: when it happens, where it comes from, and how its repetition is known. Each request, each
 * received fact and each tick of a schedule is one.
 */
export type Command = Telling & { readonly once?: Once | undefined };

/** What a command does when it could not be written. */
export type Otherwise = {
  /**
   * What to write instead when conditions failed or contended items met other writers, for commands that can reach the
   * same answer in another way; undefined where they cannot. Asked three times at the most.
   */
  readonly otherWay?: (rejections: readonly Rejection[]) => Promise<readonly TransactItem[] | undefined>;
  /**
   * Undoes what the command did before its transaction, where it is certain that nothing was written: it was refused, or
   * somebody else's answer is replayed. After an outage that is not certain. The answer stands where it cannot be undone:
   * a sweeper must find what is left.
   */
  readonly undo?: () => Promise<unknown>;
};

/** How a command is written. See `commandsOf`. */
export type Write = {
  /**
   * Writes what a command decided, all or nothing: its fact, and the items that change. A command that changes several
   * aggregates has a fact for each; one that changes none has none.
   *
   * @throws the refusal of the first item whose condition failed, the fact's own before others: `VersionMismatch` for a
   *   caller that named a version, else `Busy`
   * @throws Busy when conflicts and throttles outlast all attempts
   */
  (
    command: Command,
    facts: Fact | readonly Fact[],
    items: readonly TransactItem[],
    answer?: undefined,
    otherwise?: Otherwise,
  ): Promise<void>;
  /**
   * The same, with an answer for whoever asked. Where the command has a key, the answer is kept in the same transaction
   * and given to every sender of the key, whatever else no longer holds.
   *
   * @throws IdempotencyKeyReused when the key was used with another request
   */
  (
    command: Command,
    facts: Fact | readonly Fact[],
    items: readonly TransactItem[],
    answer: Answer,
    otherwise?: Otherwise,
  ): Promise<Answer | WrittenAnswer>;
};

/** What the commands of one service write with. */
export type Commands = {
  readonly write: Write;
  /**
   * The answer that was given when the key was first used; undefined when the key is new. The chain asks it before it
   * tells a refusal; a command asks it only where it writes in several steps.
   *
   * @throws IdempotencyKeyReused when the key was used with another request
   */
  readonly replay: (once: Once | undefined, at: Date) => Promise<WrittenAnswer | undefined>;
};

const maxOtherWays = 3;

/** How the commands of one service write: `const { write, replay } = commandsOf("orders", table)`. */
export function commandsOf(service: string, table: Table): Commands {
  const { replay, judge, remember } = idempotencyRecordsOf(service, table);
  const append = journalsOf(table);

  async function write(
    command: Command,
    facts: Fact | readonly Fact[],
    items: readonly TransactItem[],
    answer?: Answer,
    { otherWay, undo }: Otherwise = {},
  ): Promise<Answer | WrittenAnswer | undefined> {
    const { once, at } = command;
    const told = [facts].flat().map((fact) => append(fact, command));
    const written = answer && once?.write(answer);
    const record = once && written && remember(once, written, at);
    // The record comes first: a repeated request is replayed whatever else no longer holds.
    const always = record ? [record, ...told] : told;

    async function undone(): Promise<void> {
      await Promise.allSettled([undo?.()]);
    }

    async function attempt(): Promise<Answer | WrittenAnswer | undefined> {
      let way = items;
      for (let others = 0; ; others += 1) {
        const rejections = await transact([...always, ...way]);
        if (rejections.length === 0) return written ?? answer;
        const repeated = rejections.find(({ item }) => item === record);
        const first = once && repeated && judge(once, repeated.stored, at);
        if (first !== undefined) {
          await undone();
          return first;
        }
        const other = others < maxOtherWays ? await otherWay?.(rejections) : undefined;
        if (other === undefined) throw refusalOf(rejections);
        way = other;
      }
    }

    try {
      return await attempt();
    } catch (error) {
      if (error instanceof Refusal) await undone();
      throw error;
    }
  }

  return { write: write as Write, replay };
}
