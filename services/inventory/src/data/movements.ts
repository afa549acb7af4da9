import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { type Movement, mainLedger } from "../domain/stock.ts";
import { movementEntity } from "./movement.entity.ts";

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
            ledger: mainLedger,
            entry: causeId,
            causeId,
            kind,
            units: units.map(({ locationId, quantity }) => ({ locationId, quantity })),
            movedAt,
          }),
        () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
      ),
    async list(
      sku: string,
      ledgers: readonly string[],
      limit: number,
      position: string | null,
    ): Promise<Page<Movement>> {
      const [index, from] = position === null ? [0, null] : placeOfPosition(position);
      const { data, cursor } = await entity.query
        .ofSku({ sku, ledger: ledgers[index] ?? mainLedger })
        .go({ consistent: true, limit, cursor: from });
      const items = data.map(({ ledger: _, entry: __, ...movement }): Movement => movement);
      if (cursor !== null) return { items, position: `${index}.${cursor}` };
      return { items, position: index + 1 < ledgers.length ? `${index + 1}.` : null };
    },
  };
}

/** `2.<cursor>`: on which ledger a list goes on, and where in it. */
function placeOfPosition(position: string): readonly [index: number, cursor: string | null] {
  const dot = position.indexOf(".");
  const cursor = position.slice(dot + 1);
  return [Number(position.slice(0, dot)), cursor === "" ? null : cursor];
}
