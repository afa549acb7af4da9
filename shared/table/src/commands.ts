import type { Fact } from "@millrace/contracts/define-event";
import type { Answer, Once, WrittenAnswer } from "@millrace/contracts/define-route";
import { idempotencyRecordsOf } from "./idempotency.ts";
import { journalsOf, type Telling } from "./journal.ts";
import type { Table } from "./table.ts";
import { type Rejection, refusalOf, type TransactItem, transact } from "./transact.ts";

/**
 * What a write answers for: when it happens, where it comes from, and how its repetition is known. Each request, each
 * received fact and each tick of a schedule is one.
 */
export type Command = Telling & { readonly once?: Once | undefined };

/**
 * What to write instead when conditions failed, for commands that can reach the same answer in another way; undefined
 * where they cannot. Asked three times at the most.
 */
export type OtherWay = (rejections: readonly Rejection[]) => Promise<readonly TransactItem[] | undefined>;

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
  (command: Command, facts: Fact | readonly Fact[], items: readonly TransactItem[]): Promise<void>;
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
    otherWay?: OtherWay,
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
    otherWay?: OtherWay,
  ): Promise<Answer | WrittenAnswer | undefined> {
    const { once, at } = command;
    const told = [facts].flat().map((fact) => append(fact, command));
    const written = answer && once?.write(answer);
    const record = once && written && remember(once, written, at);
    // The record comes first: a repeated request is replayed whatever else no longer holds.
    const always = record ? [record, ...told] : told;
    let way = items;
    for (let others = 0; ; others += 1) {
      const rejections = await transact([...always, ...way]);
      if (rejections.length === 0) return written ?? answer;
      const repeated = rejections.find(({ item }) => item === record);
      const first = once && repeated && judge(once, repeated.stored, at);
      if (first !== undefined) return first;
      const other = others < maxOtherWays ? await otherWay?.(rejections) : undefined;
      if (other === undefined) throw refusalOf(rejections);
      way = other;
    }
  }

  return { write: write as Write, replay };
}
