import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import { dueShardOf } from "@millrace/table/sweep";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Movement } from "../domain/stock.ts";
import { ledgerOf, mainLedger } from "../domain/tickets.ts";
import { movementEntity } from "./movement.entity.ts";

type Stored = Omit<Movement, "ticket" | "pending"> & {
  readonly ledger: string;
  readonly entry: string;
  readonly pendingShard?: string | undefined;
};

/** Entries sort by number. */
const digits = 12;

function movementFrom({ ledger, entry, pendingShard, ...movement }: Stored): Movement {
  return {
    ...movement,
    ...(ledger === mainLedger ? {} : { ticket: Number(entry) }),
    ...(pendingShard === undefined ? {} : { pending: true }),
  };
}

/** Where a movement stands: a ticket's beside its reservation, all others by their cause. */
function placeOf({ sku, causeId, kind, units, ticket }: Movement) {
  const [first] = units;
  if (ticket === undefined || first === undefined) return { sku, ledger: mainLedger, entry: causeId, kind };
  return { sku, ledger: ledgerOf(first.locationId, ticket), entry: String(ticket).padStart(digits, "0"), kind };
}

/** The ledgers that movements are written to and listed from, beside the stock that they change. */
export function createMovements(table: Table) {
  const entity = movementEntity(table);
  return {
    /** A movement seen before makes the whole transaction fail, so that a repeated cause does not move twice. */
    record: (movement: Movement): TransactItem => {
      const { sku, causeId, kind, units, movedAt, pending } = movement;
      const placed = units.map(({ locationId, quantity }) => ({ locationId, quantity }));
      return transactItem(
        entity,
        (writes) =>
          writes.create({
            ...placeOf(movement),
            causeId,
            units: placed,
            movedAt,
            ...(pending === undefined ? {} : { pendingShard: dueShardOf(sku) }),
          }),
        () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
      );
    },
    /** The movement is in the counters now; refused where it was before. */
    markPosted: (movement: Movement): TransactItem =>
      transactItem(
        entity,
        (writes) =>
          writes
            .patch(placeOf(movement))
            .remove(["pendingShard"])
            .where(({ pendingShard }, { exists }) => exists(pendingShard)),
        () => Busy(`The ${movement.kind} of ${movement.sku} for ${movement.causeId} is in the counters.`),
      ),
    async list(
      sku: string,
      ledgers: readonly string[],
      limit: number,
      position: string | null,
    ): Promise<Page<Movement>> {
      const [ledger = mainLedger, from = null] = position === null ? [ledgers[0]] : placeOfPosition(position);
      const { data, cursor } = await entity.query.ofSku({ sku, ledger }).go({ consistent: true, limit, cursor: from });
      const items = data.map(movementFrom);
      if (cursor !== null) return { items, position: `${ledger} ${cursor}` };
      const next = ledgers[ledgers.lastIndexOf(ledger) + 1];
      return { items, position: next === undefined ? null : `${next} ` };
    },
    /** All of one ledger. */
    async listLedger(sku: string, ledger: string): Promise<readonly Movement[]> {
      const { data } = await entity.query.ofSku({ sku, ledger }).go({ consistent: true, pages: "all" });
      return data.map(movementFrom);
    },
    /** One page of what is not in the counters yet, in one shard. The index may still list what is. */
    async listPending(pendingShard: string, limit: number, cursor: string | null): Promise<Page<Movement>> {
      const found = await entity.query.pending({ pendingShard }).go({ limit, cursor, hydrate: true });
      return { items: found.data.map(movementFrom).filter(({ pending }) => pending), position: found.cursor };
    },
    /** The same, of one SKU. */
    async pendingOf(sku: string, limit: number, cursor: string | null): Promise<Page<Movement>> {
      const shard = { pendingShard: dueShardOf(sku), sku };
      const found = await entity.query.pending(shard).go({ limit, cursor, hydrate: true });
      return { items: found.data.map(movementFrom).filter(({ pending }) => pending), position: found.cursor };
    },
  };
}

/** `loc_main/2 <cursor>`: on which ledger a list goes on, and where in it. */
function placeOfPosition(position: string): readonly [ledger: string, cursor: string | null] {
  const space = position.indexOf(" ");
  const cursor = position.slice(space + 1);
  return [position.slice(0, space), cursor === "" ? null : cursor];
}
