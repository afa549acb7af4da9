import { addCounters, type Counters, changeOf, countersOf, type Movement, noUnits, type Stock } from "./stock.ts";

/**
 * Tickets: how orders come to units without meeting each other. A single conditional write of the stock takes units from
 * what is available at a location and numbers them, one number for each unit. The order's transaction then claims its
 * ticket: it records the reservation under the ticket's first number, where nobody else writes. A number that no
 * reservation covers belongs to an order that never came.
 */

/** A ledger of its own for so many numbers, so that a rush does not write to one partition for ever. */
const numbersPerLedger = 100;

/** Where movements are recorded that no ticket was taken for; an entry there is named by its cause. */
export const mainLedger = "main";

/** Where what happens to a ticket is recorded. */
export function ledgerOf(locationId: string, ticket: number): string {
  return `${locationId}/${Math.ceil(ticket / numbersPerLedger)}`;
}

/** The ledgers of a location's numbers after one, up to another. */
export function ledgersBetween(locationId: string, after: number, upTo: number): readonly string[] {
  if (upTo <= after) return [];
  const first = Math.ceil((after + 1) / numbersPerLedger);
  const last = Math.ceil(upTo / numbersPerLedger);
  return Array.from({ length: last - first + 1 }, (_, index) => `${locationId}/${first + index}`);
}

/** All ledgers of a SKU, in the order in which its movements are listed. */
export function ledgersOf(stock: Stock | undefined): readonly string[] {
  const ticketed = Object.entries(stock?.levels ?? {}).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return [mainLedger, ...ticketed.flatMap(([locationId, { issued = 0 }]) => ledgersBetween(locationId, 0, issued))];
}

/** A ticket whose order came: its first number, how many it covers, and when the order was asked for. */
export type Claim = { readonly ticket: number; readonly quantity: number; readonly claimedAt: string };

/** The claims among the movements of tickets' ledgers. */
export function claimsOf(movements: readonly Movement[]): readonly Claim[] {
  return movements.flatMap(({ kind, ticket, units, movedAt }) =>
    kind === "RESERVATION" && ticket !== undefined
      ? [{ ticket, quantity: units[0]?.quantity ?? 0, claimedAt: movedAt }]
      : [],
  );
}

/** What is to be found out about the numbers of one location: those after `checked` up to `issued`. */
export type Numbers = {
  readonly checked: number;
  readonly issued: number;
  /** When the last of them was issued. */
  readonly ticketedAt: string;
};

export type Check = {
  /** Up to which number all are claimed. */
  readonly checked: number;
  /** The numbers beyond it that nobody claimed, issued before the time given: their orders will never come. */
  readonly orphans: readonly number[];
};

/**
 * Which of a location's numbers were never claimed. Numbers are issued in order, so that a number is older than whatever
 * was claimed after it.
 *
 * @param before ISO time: whoever had a ticket by then has given up
 */
export function checkNumbers(
  { checked, issued, ticketedAt }: Numbers,
  claims: readonly Claim[],
  before: string,
): Check {
  const byTicket = new Map(claims.map((claim) => [claim.ticket, claim]));
  let firstMissing: number | undefined;
  const orphans: number[] = [];
  let open: number[] = [];
  const settleOpen = (issuedAt: string): void => {
    if (issuedAt <= before) orphans.push(...open);
    open = [];
  };
  for (let number = checked + 1; number <= issued; ) {
    const claim = byTicket.get(number);
    if (claim === undefined) {
      firstMissing ??= number;
      open.push(number);
      number += 1;
    } else {
      settleOpen(claim.claimedAt);
      number += claim.quantity;
    }
  }
  settleOpen(ticketedAt);
  return { checked: (firstMissing ?? issued + 1) - 1, orphans };
}

/** What ledgers tell of a SKU at each location: its counters, and how many numbers were claimed. */
export type Told = { readonly counters: ReadonlyMap<string, Counters>; readonly claimed: ReadonlyMap<string, number> };

export const nothingTold: Told = { counters: new Map(), claimed: new Map() };

/** What movements tell, those that are in the counters; goes on from what earlier ones told. */
export function toldBy(movements: readonly Movement[], before: Told = nothingTold): Told {
  const posted = movements.filter(({ pending }) => pending !== true);
  const claimed = new Map(before.claimed);
  for (const { kind, ticket, units } of posted) {
    if (kind !== "RESERVATION" || ticket === undefined) continue;
    for (const { locationId, quantity } of units) claimed.set(locationId, (claimed.get(locationId) ?? 0) + quantity);
  }
  return { counters: countersOf(posted, before.counters), claimed };
}

/** What the counters must be: what the ledgers tell, and reserved what was issued and nobody has claimed so far. */
export function expectedCounters(stock: Stock | undefined, { counters, claimed }: Told): ReadonlyMap<string, Counters> {
  const expected = new Map(counters);
  for (const [locationId, { issued = 0 }] of Object.entries(stock?.levels ?? {})) {
    const unclaimed = issued - (claimed.get(locationId) ?? 0);
    if (unclaimed === 0) continue;
    const reserved = changeOf("RESERVATION", unclaimed);
    expected.set(locationId, addCounters(expected.get(locationId) ?? noUnits, reserved));
  }
  return expected;
}
