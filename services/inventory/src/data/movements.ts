import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { type Movement, type Stock, totalShardsOf } from "../domain/stock.ts";
import { movementEntity } from "./movement.entity.ts";

/** A SKU's ledgers, one for each shard there has ever been. */
export type Ledgers = Pick<Stock, "sku" | "shards" | "totalShards">;

/** The ledgers that movements are written to and listed from, beside the stock that they change. */
export function createMovements(table: Table) {
  const entity = movementEntity(table);
  return {
    /** A movement seen before makes the whole transaction fail, so that a repeated cause does not move twice. */
    record: ({ sku, kind, causeId, units, movedAt }: Movement): TransactItem =>
      transactItem(
        entity,
        (writes) =>
          writes.create({
            sku,
            // An order keeps its holds, so that a repeated cause comes to the same ledger.
            ledger: units[0]?.shard ?? 0,
            causeId,
            kind,
            units: units.map(({ locationId, shard, quantity }) => ({ locationId, shard, quantity })),
            movedAt,
          }),
        () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
      ),
    async list(of: Ledgers, limit: number, position: string | null): Promise<Page<Movement>> {
      const [ledger, from] = position === null ? [0, null] : placeOfPosition(position);
      const { data, cursor } = await entity.query
        .ofSku({ sku: of.sku, ledger })
        .go({ consistent: true, limit, cursor: from });
      const items = data.map(({ ledger: _, ...movement }): Movement => movement);
      if (cursor !== null) return { items, position: `${ledger}.${cursor}` };
      return { items, position: ledger + 1 < totalShardsOf(of) ? `${ledger + 1}.` : null };
    },
  };
}

/** `2.<cursor>`: on which ledger a list goes on, and where in it. */
function placeOfPosition(position: string): readonly [ledger: number, cursor: string | null] {
  const dot = position.indexOf(".");
  const cursor = position.slice(dot + 1);
  return [Number(position.slice(0, dot)), cursor === "" ? null : cursor];
}
