import { isoTime } from "@millrace/kernel/clock";
import { Busy } from "@millrace/kernel/refusals";
import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import type { Hold } from "../domain/plan-holds.ts";
import { tooFew } from "../domain/plan-moves.ts";
import {
  changeOf,
  everShardsOf,
  insufficient,
  type Movement,
  type MovementKind,
  type Pieces,
  type Stock,
} from "../domain/stock.ts";
import { createChangeCounters } from "./change-counters.ts";
import { movementEntity } from "./movement.entity.ts";
import { stockEntity } from "./stock.entity.ts";

/** Why pieces move, and when. */
export type Cause = { readonly causeId: string; readonly at: Date };

/** A SKU's ledgers, one for each shard there has ever been. */
type Ledgers = Pick<Stock, "sku" | "shards" | "everShards">;

/** Every access pattern of stock. */
export type StockStore = {
  /** AP-I1. One stock item of a SKU, the root by default, to read with others: table get, strongly consistent. */
  read(sku: string, shard?: number): Read<Stock>;
  /**
   * AP-I9. All further shards of a SKU, also those that buyers are no longer sent to, to read with others: table get,
   * strongly consistent, at most 15 items.
   */
  readShards(root: Stock): readonly Read<Stock>[];
  /**
   * AP-I10. All stock items of a SKU, the root first: table batch get, strongly consistent, at most 16 items in two
   * steps.
   */
  getAll(sku: string): Promise<readonly Stock[]>;
  /**
   * AP-I2. The movements of a SKU, of each shard's ledger by cause: table query, strongly consistent, one page of one
   * ledger. A movement stands in the ledger of the first shard that it names.
   */
  listMovements(of: Ledgers, limit: number, position: string | null): Promise<Page<Movement>>;
  /**
   * AP-I3. Pieces come into places or leave them, as many as `pieces` say: at most 17 items, one for each shard and the
   * movement. Makes items and levels where `known` has none.
   */
  bring(
    sku: string,
    kind: MovementKind,
    pieces: readonly Pieces[],
    known: readonly Stock[],
    cause: Cause,
  ): readonly TransactItem[];
  /**
   * AP-I7. A location is counted, as `bring` books it: at most 17 items; refused unless each shard has as much on hand
   * as was read.
   */
  count(
    sku: string,
    locationId: string,
    pieces: readonly Pieces[],
    known: readonly Stock[],
    cause: Cause,
  ): readonly TransactItem[];
  /**
   * AP-I4. Pieces become an unpaid order's: at most 2 items for each SKU and 1 for each further shard; refused where
   * fewer are available than the holds count on.
   */
  reserve(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
  /** AP-I5. Holds become a confirmed order's: at most as many items as `reserve` wrote. */
  allocate(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
  /** AP-I6. Holds end and their pieces are available again: at most as many items as `reserve` wrote. */
  release(holds: readonly Hold[], cause: Cause): readonly TransactItem[];
};

function moved() {
  return Busy("The stock moved in between; send this again.");
}

type Image = Readonly<Record<string, unknown>> | undefined;

function availableIn(stored: Image, locationId: string): number {
  return (stored?.["levels"] as Stock["levels"] | undefined)?.[locationId]?.available ?? 0;
}

function sum(pieces: readonly Pick<Pieces, "quantity">[]): number {
  return pieces.reduce((total, { quantity }) => total + quantity, 0);
}

export function createStock(table: Table): StockStore {
  const stock = stockEntity(table);
  const movement = movementEntity(table);
  const change = createChangeCounters(table);

  /** A movement seen before makes the whole transaction fail: that is what keeps a repeated cause from moving twice. */
  const record = (sku: string, kind: MovementKind, pieces: readonly Pieces[], { causeId, at }: Cause): TransactItem =>
    transactItem(
      movement,
      (writes) =>
        writes.create({
          sku,
          // An order keeps its holds, so that a repeated cause comes to the same ledger.
          ledger: pieces[0]?.shard ?? 0,
          causeId,
          kind,
          pieces: pieces.map(onlyPieces),
          movedAt: isoTime(at),
        }),
      () => Busy(`The ${kind} of ${sku} for ${causeId} was made before.`),
    );

  const hold = (
    kind: MovementKind,
    holds: readonly Hold[],
    cause: Cause,
    refusalOf: (sku: string, taken: readonly Hold[], stored: Image) => ReturnType<TransactItem["refuse"]>,
  ): readonly TransactItem[] =>
    [...Map.groupBy(holds, ({ sku }) => sku)].flatMap(([sku, ofSku]) => [
      ...[...Map.groupBy(ofSku, ({ shard }) => shard)].map(([shard, taken]) =>
        change({ sku, shard, kind, pieces: taken }, (stored) => refusalOf(sku, taken, stored)),
      ),
      record(sku, kind, ofSku, cause),
    ]);

  const ofHold =
    (kind: "ALLOCATION" | "RELEASE"): StockStore["allocate"] =>
    (holds, cause) =>
      hold(kind, holds.map(withoutLimit), cause, (sku) =>
        Busy(`Less of ${sku} is reserved than ${cause.causeId} holds.`),
      );

  const read = (sku: string, shard = 0): Read<Stock> => readOf<Stock>(stock, { sku, shard });
  const readShards: StockStore["readShards"] = (root) =>
    Array.from({ length: everShardsOf(root) - 1 }, (_, index) => read(root.sku, index + 1));

  /** Changes one item, or makes it where there was none. */
  const into = (
    { sku, shard, kind, pieces, unmoved }: Parameters<typeof change>[0],
    known: readonly Stock[],
  ): TransactItem => {
    const item = known.find((found) => found.shard === shard);
    if (item === undefined) {
      const levels = Object.fromEntries(
        pieces.map(({ locationId, quantity }) => [locationId, changeOf(kind, quantity)] as const),
      );
      return transactItem(stock, (writes) => writes.create({ sku, shard, levels, moves: 1 }), moved);
    }
    return change({ sku, shard, kind, pieces, known: item, unmoved }, (stored) => {
      // Pieces that come are never too many, also where more is sold than there is.
      const short = pieces.find(
        ({ locationId, quantity }) => quantity < 0 && availableIn(stored, locationId) < -quantity,
      );
      return short === undefined ? moved() : tooFew(-short.quantity, availableIn(stored, short.locationId));
    });
  };

  return {
    read,
    readShards,
    async getAll(sku) {
      const [root] = await batchGet(table, [read(sku)]);
      if (root === undefined) return [];
      const reads = readShards(root);
      const [others] = reads.length === 0 ? [[]] : await batchGet(table, [reads]);
      return [root, ...others.filter((shard) => shard !== undefined)];
    },
    async listMovements(of, limit, position) {
      const [ledger, from] = position === null ? [0, null] : placeOfPosition(position);
      const { data, cursor } = await movement.query
        .ofSku({ sku: of.sku, ledger })
        .go({ consistent: true, limit, cursor: from });
      const items = data.map(({ ledger: _, ...moved }): Movement => moved);
      if (cursor !== null) return { items, position: `${ledger}.${cursor}` };
      return { items, position: ledger + 1 < everShardsOf(of) ? `${ledger + 1}.` : null };
    },
    bring: (sku, kind, pieces, known, cause) => [
      ...[...Map.groupBy(pieces, ({ shard }) => shard)].map(([shard, there]) =>
        into({ sku, shard, kind, pieces: there }, known),
      ),
      record(sku, kind, pieces, cause),
    ],
    count(sku, locationId, pieces, known, cause) {
      const shards = new Set([
        ...known.filter(({ levels }) => levels[locationId] !== undefined).map(({ shard }) => shard),
        ...pieces.map(({ shard }) => shard),
      ]);
      return [
        ...[...shards].map((shard) =>
          into(
            {
              sku,
              shard,
              kind: "COUNT",
              pieces: pieces.filter((there) => there.shard === shard),
              unmoved: locationId,
            },
            known,
          ),
        ),
        record(sku, "COUNT", pieces, cause),
      ];
    },
    reserve: (holds, cause) =>
      hold("RESERVATION", holds, cause, (sku, taken, stored) =>
        insufficient([
          {
            sku,
            quantity: sum(taken),
            available: taken.reduce((total, { locationId }) => total + Math.max(0, availableIn(stored, locationId)), 0),
          },
        ]),
      ),
    allocate: ofHold("ALLOCATION"),
    release: ofHold("RELEASE"),
  };
}

/** `2.<cursor>`: on which ledger a list goes on, and where in it. */
function placeOfPosition(position: string): readonly [ledger: number, cursor: string | null] {
  const dot = position.indexOf(".");
  const cursor = position.slice(dot + 1);
  return [Number(position.slice(0, dot)), cursor === "" ? null : cursor];
}

function onlyPieces({ locationId, shard, quantity }: Pieces): Pieces {
  return { locationId, shard, quantity };
}

function withoutLimit({ limit: _, ...hold }: Hold): Hold {
  return hold;
}
