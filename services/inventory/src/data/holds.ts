import { isoTime } from "@millrace/kernel/clock";
import { Busy } from "@millrace/kernel/refusals";
import { type SaleLine, unitsBySku } from "@millrace/kernel/sale";
import type { Table } from "@millrace/table/table";
import type { TransactItem } from "@millrace/table/transact";
import type { Hold, Holder } from "../domain/plan-holds.ts";
import { insufficient, type MovementKind, sumOf } from "../domain/stock.ts";
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
   * count on, naming the lines that want them.
   */
  reserve(holds: readonly Hold[], cause: Cause & Asked): readonly TransactItem[];
  /** AP-I5. Holds become a confirmed order's: at most as many items as `reserve` wrote. */
  allocate(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
  /** AP-I6. Holds end and their units are available again: at most as many items as `reserve` wrote. */
  release(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
};

export function createHolds(table: Table): Holds {
  const movements = createMovements(table);
  const change = createChangeCounters(table);

  function move(
    kind: MovementKind,
    holds: readonly Hold[],
    { causeId, at }: Cause,
    refuse: (sku: string, units: readonly Hold[], stored: Image) => ReturnType<TransactItem["refuse"]>,
  ): readonly TransactItem[] {
    return [...Map.groupBy(holds, ({ sku }) => sku)].flatMap(([sku, units]) => [
      change({ sku, kind, units }, (stored) => refuse(sku, units, stored)),
      movements.record({ sku, kind, causeId, units, movedAt: isoTime(at) }),
    ]);
  }

  /** What is reserved goes on: however many were available counts no more. */
  function settle(kind: "ALLOCATION" | "RELEASE", holds: readonly Hold[], cause: Cause): readonly TransactItem[] {
    const reserved = holds.map(({ limit: _, ...hold }) => hold);
    return move(kind, reserved, cause, (sku) => Busy(`Less of ${sku} is reserved than ${cause.causeId} holds.`));
  }

  return {
    reserve: (holds, { lines = unitsBySku(holds), pickUp, ...cause }) =>
      move("RESERVATION", holds, cause, (sku, units, stored) => {
        const available = units.map(({ locationId }) => ({ quantity: Math.max(0, availableIn(stored, locationId)) }));
        return insufficient(lines, [{ sku, quantity: sumOf(units), available: sumOf(available) }], pickUp);
      }),
    allocate: (holds, cause) => settle("ALLOCATION", holds, cause),
    release: (holds, cause) => settle("RELEASE", holds, cause),
  };
}
