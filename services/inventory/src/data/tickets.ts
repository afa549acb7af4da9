import { isoTime } from "@millrace/kernel/clock";
import type { Page } from "@millrace/table/cursors";
import { pageFrom } from "@millrace/table/results";
import { singleWrite } from "@millrace/table/single-write";
import { dueShardOf } from "@millrace/table/sweep";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transact, transactItem } from "@millrace/table/transact";
import type { Hold } from "../domain/plan-holds.ts";
import { availableAt, countersOf, type Movement, movedMeanwhile, type Stock } from "../domain/stock.ts";
import { type Claim, claimsOf, ledgerOf, ledgersBetween } from "../domain/tickets.ts";
import { addCountersTo, changing, fulfilling } from "./change-counters.ts";
import { createHolds } from "./holds.ts";
import { createMovements } from "./movements.ts";
import { stockEntity } from "./stock.entity.ts";

/** Which order a ticket is for, and when. */
type Cause = { readonly causeId: string; readonly at: Date };

/** Every access pattern of tickets. */
export type Tickets = {
  /**
   * AP-I15. Tickets for an order's holds, all or none: at most 1 single write for each SKU. Where one is short, what was
   * taken is given back. Units of one SKU from several locations get none; they are held in the order's transaction.
   *
   * @param seen the stocks that the holds were planned by
   * @returns undefined where others were quicker
   */
  take(
    holds: readonly Hold[],
    seen: readonly (Stock | undefined)[],
    cause: Cause,
  ): Promise<readonly Hold[] | undefined>;
  /** AP-I16. Tickets that no order claimed are given back: at most 3 items for each. Those that one did claim stay. */
  giveBack(holds: readonly Hold[], cause: Cause): Promise<void>;
  /**
   * AP-I17. Stocks of which not every ticket is known to be claimed: gsi2 query and batch get, eventually consistent, one
   * page of one shard.
   */
  listOpen(shard: string, position: string | null): Promise<Page<Stock>>;
  /**
   * AP-I18. Who claimed a location's numbers after one, up to another: table query, strongly consistent, one ledger for
   * each hundred numbers.
   */
  listClaims(sku: string, locationId: string, after: number, upTo: number): Promise<readonly Claim[]>;
  /**
   * AP-I19. Numbers that nobody claimed, in order, are nobody's, and their units come back: at most 80 items; refused
   * where an order came after all; it may have claimed the numbers that follow.
   */
  takeBack(sku: string, locationId: string, numbers: readonly number[], at: Date): readonly TransactItem[];
  /**
   * AP-I20. Up to which numbers every ticket is known to be claimed. Where those are all that were issued, nobody needs to
   * look at the SKU until the next; that is left out where the stock changed meanwhile.
   */
  close(stock: Stock, checked: ReadonlyMap<string, number>): Promise<void>;
  /**
   * AP-I21. Movements that are not in the counters yet: gsi2 query and batch get, eventually consistent, one page of one
   * shard.
   */
  listPending(shard: string, position: string | null): Promise<Page<Movement>>;
  /** AP-I22. A SKU's movements that are not in the counters yet: gsi2 query and batch get, eventually consistent, one page. */
  pendingOf(sku: string, position: string | null): Promise<Page<Movement>>;
  /** AP-I23. Movements of a SKU come into its counters: at most 41 items; refused where one of them is in them already. */
  post(sku: string, movements: readonly Movement[]): readonly TransactItem[];
};

/** Movements of one transaction. */
const pendingPageSize = 40;
const openPageSize = 50;

/** So many other changes between an order's reading and its ticket, and it is in the middle of a rush. */
const changesInARush = 3;

/** One item takes about 1,000 writes a second: a SKU with fewer may be sold out while an order asks for another. */
const plenty = 500;

function isFulfilled<Value>(outcome: PromiseSettledResult<Value>): outcome is PromiseFulfilledResult<Value> {
  return outcome.status === "fulfilled";
}

export function createTickets(table: Table): Tickets {
  const entity = stockEntity(table);
  const movements = createMovements(table);
  const { reserve, release } = createHolds(table);

  /** The units, numbered; undefined where too few are left. */
  async function takeOne(hold: Hold, seen: Stock | undefined, at: Date): Promise<Hold | undefined> {
    const { sku, locationId, quantity } = hold;
    const change = { sku, kind: "RESERVATION", units: [hold] } as const;
    const written = await singleWrite(() =>
      entity
        .patch({ sku })
        .data((attributes, operations) => {
          changing(change)(attributes, operations);
          operations.add(attributes.levels[locationId]?.issued as never, quantity as never);
          operations.set(attributes.levels[locationId]?.ticketedAt as never, isoTime(at) as never);
          operations.set(attributes.openShard, dueShardOf(sku));
        })
        .where(fulfilling(change))
        .go({ response: "all_old" }),
    );
    if (written === undefined) return undefined;
    const before = written.data as Stock | null;
    const ticket = (before?.levels[locationId]?.issued ?? 0) + 1;
    const isRush = (before?.moves ?? 0) - (seen?.moves ?? 0) >= changesInARush;
    return { ...hold, ticket, ...(isRush ? { later: true } : {}) };
  }

  /** As many at once as cannot leave each other behind: of several that may sell out, the scarcest goes first. */
  function inTurns(holds: readonly Hold[], stockOf: (hold: Hold) => Stock | undefined): readonly (readonly Hold[])[] {
    const left = (hold: Hold): number => availableAt(stockOf(hold), hold.locationId);
    const [scarcest, ...others] = holds.toSorted(
      (one, other) => left(one) - left(other) || (one.sku < other.sku ? -1 : 1),
    );
    const isScarce = others.some((hold) => left(hold) < plenty);
    return scarcest !== undefined && isScarce ? [[scarcest], others] : [holds];
  }

  async function giveBack(holds: readonly Hold[], { causeId, at }: Cause): Promise<void> {
    const ticketed = holds.filter(({ ticket }) => ticket !== undefined);
    await Promise.all(
      ticketed.map(async (hold) => {
        const itemsOf = (later: boolean) => {
          const given = [{ ...hold, later }];
          return [...reserve(given, { causeId, at }), ...release(given, { causeId, at })];
        };
        // At once if that can be, also in a rush: others are waiting for the units.
        const rejections = await transact(itemsOf(false));
        if (rejections.some(({ conflict }) => conflict)) await transact(itemsOf(true));
      }),
    );
  }

  async function listClaims(sku: string, locationId: string, after: number, upTo: number) {
    const pages = await Promise.all(
      ledgersBetween(locationId, after, upTo).map((ledger) => movements.listLedger(sku, ledger)),
    );
    return claimsOf(pages.flat());
  }

  return {
    async take(holds, seen, cause) {
      const bySku = Map.groupBy(holds, ({ sku }) => sku);
      const single = holds.filter(({ sku }) => bySku.get(sku)?.length === 1);
      const stockOf = ({ sku }: Hold) => seen.find((stock) => stock?.sku === sku);
      const taken = new Map<string, Hold>();
      for (const turn of inTurns(single, stockOf)) {
        const tickets = await Promise.allSettled(turn.map((hold) => takeOne(hold, stockOf(hold), cause.at)));
        for (const { value: hold } of tickets.filter(isFulfilled)) if (hold !== undefined) taken.set(hold.sku, hold);
        const failure = tickets.find((ticket) => ticket.status === "rejected");
        const isShort = tickets.some((ticket) => isFulfilled(ticket) && ticket.value === undefined);
        if (failure !== undefined || isShort) await giveBack([...taken.values()], cause);
        if (failure !== undefined) throw failure.reason;
        if (isShort) return undefined;
      }
      return holds.map((hold) => taken.get(hold.sku) ?? hold);
    },
    giveBack,
    listOpen: (openShard, position) =>
      pageFrom(entity.query.open({ openShard }).go({ limit: openPageSize, cursor: position, hydrate: true })),
    listClaims,
    takeBack: (sku, locationId, numbers, at) =>
      numbers.flatMap((ticket) => {
        const unit = [{ sku, locationId, quantity: 1, ticket, later: true }];
        const cause = { causeId: ledgerOf(locationId, ticket), at };
        return [...reserve(unit, cause), ...release(unit, cause)];
      }),
    async close({ sku, levels, moves: seen = 0 }, checked) {
      const isWhole = [...checked].every(([locationId, number]) => number === levels[locationId]?.issued);
      await singleWrite(() =>
        entity
          .patch({ sku })
          .data((attributes, { set, remove }) => {
            for (const [locationId, number] of checked) {
              set(attributes.levels[locationId]?.checked as never, number as never);
            }
            if (isWhole) remove(attributes.openShard);
          })
          // Whoever takes a ticket, at any location, changes this.
          .where(({ moves }, { eq }) => (isWhole ? eq(moves, seen) : ""))
          .go(),
      );
    },
    listPending: (shard, position) => movements.listPending(shard, pendingPageSize, position),
    pendingOf: (sku, position) => movements.pendingOf(sku, pendingPageSize, position),
    post: (sku, posted) => [
      transactItem(
        entity,
        (writes) =>
          writes.patch({ sku }).data((attributes, operations) => {
            operations.add(attributes.moves, 1);
            for (const [locationId, counters] of countersOf(posted.map(({ pending: _, ...movement }) => movement))) {
              addCountersTo(attributes.levels[locationId], counters, operations);
            }
          }),
        movedMeanwhile,
      ),
      ...posted.map(movements.markPosted),
    ],
  };
}
