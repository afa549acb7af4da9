import { isoTime } from "@millrace/kernel/clock";
import { Busy } from "@millrace/kernel/refusals";
import type { Page } from "@millrace/table/cursors";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { type Part, partOf } from "@millrace/table/transact";
import type { Hold } from "../domain/plan-holds.ts";
import {
  type Counters,
  changeOf,
  insufficient,
  type Movement,
  type MovementKind,
  type Pieces,
  type Stock,
  shardsOf,
} from "../domain/stock.ts";
import { movementEntity } from "./movement.entity.ts";
import { stockEntity } from "./stock.entity.ts";

/** Why pieces move, and when. */
export type Cause = { readonly causeId: string; readonly at: Date };

/** Every access pattern of stock. */
export type StockStore = {
  /** AP-I1. One stock item of a SKU, the root by default, to read with others: table get, strongly consistent. */
  read(sku: string, shard?: number): Read<Stock>;
  /** AP-I9. All further shards of a SKU, to read with others: at most 15 table gets, strongly consistent. */
  readShards(root: Stock): readonly Read<Stock>[];
  /** AP-I2. The ledger of a SKU by cause: table query, strongly consistent, one page. */
  listMovements(sku: string, limit: number, position: string | null): Promise<Page<Movement>>;
  /** AP-I3. Pieces come into a place, as many as `pieces` says; makes item and level where `known` has none. */
  bring(sku: string, kind: MovementKind, pieces: Pieces, known: Stock | undefined, cause: Cause): readonly Part[];
  /** AP-I4. Pieces become an unpaid order's; refused where fewer are available than the holds count on. */
  reserve(holds: readonly Hold[], cause: Cause): readonly Part[];
  /** AP-I5. Holds become a confirmed order's. */
  allocate(holds: readonly Hold[], cause: Cause): readonly Part[];
  /** AP-I6. Holds end and their pieces are available again. */
  release(holds: readonly Hold[], cause: Cause): readonly Part[];
};

const counters = ["onHand", "reserved", "allocated", "available"] as const satisfies readonly (keyof Counters)[];

type Image = Readonly<Record<string, unknown>> | undefined;

const availableIn = (stored: Image, locationId: string): number =>
  (stored?.["levels"] as Stock["levels"] | undefined)?.[locationId]?.available ?? 0;

export const createStock = (table: Table): StockStore => {
  const stock = stockEntity(table);
  const movement = movementEntity(table);

  /** A movement seen before makes the whole transaction fail: that is what keeps a repeated cause from moving twice. */
  const record = (sku: string, kind: MovementKind, pieces: readonly Pieces[], { causeId, at }: Cause): Part =>
    partOf(
      movement,
      (writes) => writes.create({ sku, causeId, kind, pieces: pieces.map(onlyPieces), movedAt: isoTime(at) }),
      () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
    );

  /** Changes one item's counters; no counter that pieces leave may hold fewer than leave it. */
  const count = (
    { sku, shard }: Pick<Stock, "sku" | "shard">,
    kind: MovementKind,
    holds: readonly Omit<Hold, "sku">[],
    refuse: Part["refuse"],
  ): Part => {
    const changes = holds.flatMap(({ locationId, quantity, limit = 0 }) =>
      counters.map((counter) => ({ locationId, counter, by: changeOf(kind, quantity)[counter], limit })),
    );
    // What may be sold beyond what there is may have changed since it was read.
    const counted = holds.find(({ limit }) => limit !== undefined)?.limit;
    return partOf(
      stock,
      (writes) =>
        writes
          .patch({ sku, shard })
          .data(({ levels }, { add, subtract }) => {
            for (const { locationId, counter, by } of changes) {
              if (by > 0) add(levels[locationId]?.[counter] as never, by as never);
              if (by < 0) subtract(levels[locationId]?.[counter] as never, -by as never);
            }
          })
          .where(({ levels, policy }, { gte, eq, exists }) =>
            [
              ...holds.map(({ locationId }) => exists(levels[locationId] as never)),
              ...changes
                .filter(({ by }) => by < 0)
                .map(({ locationId, counter, by, limit }) =>
                  gte(levels[locationId]?.[counter] as never, (-by - limit) as never),
                ),
              ...(counted === undefined ? [] : [eq(policy.limit as never, counted as never)]),
            ].join(" AND "),
          ),
      refuse,
    );
  };

  const move = (
    kind: MovementKind,
    holds: readonly Hold[],
    cause: Cause,
    refusalOf: (sku: string, taken: readonly Hold[], stored: Image) => ReturnType<Part["refuse"]>,
  ): readonly Part[] =>
    [...Map.groupBy(holds, ({ sku }) => sku)].flatMap(([sku, ofSku]) => [
      ...[...Map.groupBy(ofSku, ({ shard }) => shard)].map(([shard, taken]) =>
        count({ sku, shard }, kind, taken, (stored) => refusalOf(sku, taken, stored)),
      ),
      record(sku, kind, ofSku, cause),
    ]);

  const ofHold =
    (kind: "ALLOCATION" | "RELEASE"): StockStore["allocate"] =>
    (holds, cause) =>
      move(kind, holds.map(withoutLimit), cause, (sku) =>
        Busy(`Less of ${sku} is reserved than ${cause.causeId} holds.`),
      );

  const read = (sku: string, shard = 0): Read<Stock> => readOf<Stock>(stock, { sku, shard });

  return {
    read,
    readShards: (root) => Array.from({ length: shardsOf(root) - 1 }, (_, index) => read(root.sku, index + 1)),
    async listMovements(sku, limit, position) {
      const { data, cursor } = await movement.query.ledger({ sku }).go({ consistent: true, limit, cursor: position });
      return { items: data, position: cursor };
    },
    bring(sku, kind, pieces, known, cause) {
      const { locationId, shard, quantity } = pieces;
      const level = changeOf(kind, quantity);
      const first = () => Busy("Another first movement of this SKU was quicker; send this one again.");
      const recorded = record(sku, kind, [pieces], cause);
      if (known === undefined) {
        const levels = { [locationId]: level };
        return [partOf(stock, (writes) => writes.create({ sku, shard, levels }), first), recorded];
      }
      if (known.levels[locationId] === undefined) {
        const added = partOf(
          stock,
          (writes) =>
            writes
              .patch({ sku, shard })
              .data(({ levels }, { set }) => set(levels[locationId] as never, level as never))
              .where(({ levels }, { notExists }) => notExists(levels[locationId] as never)),
          first,
        );
        return [added, recorded];
      }
      const counted = count({ sku, shard }, kind, [pieces], (stored) =>
        insufficient([{ sku, quantity: -quantity, available: availableIn(stored, locationId) }]),
      );
      return [counted, recorded];
    },
    reserve: (holds, cause) =>
      move("RESERVATION", holds, cause, (sku, taken, stored) =>
        insufficient([
          {
            sku,
            quantity: taken.reduce((total, { quantity }) => total + quantity, 0),
            available: taken.reduce((total, { locationId }) => total + Math.max(0, availableIn(stored, locationId)), 0),
          },
        ]),
      ),
    allocate: ofHold("ALLOCATION"),
    release: ofHold("RELEASE"),
  };
};

const onlyPieces = ({ locationId, shard, quantity }: Pieces): Pieces => ({ locationId, shard, quantity });

const withoutLimit = ({ limit: _, ...hold }: Hold): Hold => hold;
