import { isoTime } from "@millrace/kernel/clock";
import { Busy } from "@millrace/kernel/refusals";
import { type SaleLine, unitsBySku } from "@millrace/kernel/sale";
import type { Table } from "@millrace/table/table";
import type { TransactItem } from "@millrace/table/transact";
import type { Hold, Holder } from "../domain/plan-holds.ts";
import { insufficient, sumOf } from "../domain/stock.ts";
import { availableIn, createChangeCounters, type Image } from "./change-counters.ts";
import { createMovements } from "./movements.ts";

/** Which order's units move, and when. */
type Cause = { readonly causeId: string; readonly at: Date };

/** What the holds are for, so that a refusal can name it: the lines, by themselves the SKUs held; and where to fetch. */
type Asked = Pick<Holder, "pickUp"> & { readonly lines?: readonly SaleLine[] };

/** How orders write to stock. */
export type Holds = {
  /**
   * AP-I4. Units become an unpaid order's: at most 2 items for each SKU; refused where fewer are available than the holds
   * count on, naming the lines that want them. A ticket is claimed by 1 item.
   */
  reserve(holds: readonly Hold[], cause: Cause & Asked): readonly TransactItem[];
  /**
   * AP-I5. Holds become a confirmed order's: at most 2 items for each SKU, 1 where that comes into the counters later. The
   * counters are contended: where others are at them, the holds may be settled `later`.
   */
  allocate(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
  /** AP-I6. Holds end and their units are available again: at most as many items as `allocate` writes. As contended. */
  release(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
};

export function createHolds(table: Table): Holds {
  const movements = createMovements(table);
  const change = createChangeCounters(table);

  /** What is reserved goes on: however many were available counts no more. */
  function settle(
    kind: "ALLOCATION" | "RELEASE",
    holds: readonly Hold[],
    { causeId, at }: Cause,
  ): readonly TransactItem[] {
    return [...Map.groupBy(holds, ({ sku }) => sku)].flatMap(([sku, held]) => {
      const units = held.map(({ locationId, quantity }) => ({ locationId, quantity }));
      const movement = { sku, kind, causeId, units, ticket: held[0]?.ticket, movedAt: isoTime(at) };
      if (held.some(({ later }) => later)) return [movements.record({ ...movement, pending: true })];
      const refuse = () => Busy(`Less of ${sku} is reserved than ${causeId} holds.`);
      return [{ ...change({ sku, kind, units }, refuse), contended: true }, movements.record(movement)];
    });
  }

  return {
    reserve: (holds, { lines = unitsBySku(holds), pickUp, causeId, at }) =>
      [...Map.groupBy(holds, ({ sku }) => sku)].flatMap(([sku, units]) => {
        const { ticket } = units[0] ?? {};
        const movement = { sku, kind: "RESERVATION", causeId, units, ticket, movedAt: isoTime(at) } as const;
        if (ticket !== undefined) return [movements.record(movement)];
        const refuse = (stored: Image) => {
          const available = units.map(({ locationId }) => ({ quantity: Math.max(0, availableIn(stored, locationId)) }));
          return insufficient(lines, [{ sku, quantity: sumOf(units), available: sumOf(available) }], pickUp);
        };
        return [change({ sku, kind: "RESERVATION", units }, refuse), movements.record(movement)];
      }),
    allocate: (holds, cause) => settle("ALLOCATION", holds, cause),
    release: (holds, cause) => settle("RELEASE", holds, cause),
  };
}
