import { beforeAll, describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { countersOf } from "../support/ledger.ts";
import { rush } from "../support/rush.ts";
import { type Line, openStore, type Store } from "../support/store.ts";

const pieces = 50;
const carts = 200;

let store: Store;
beforeAll(async () => {
  store = await openStore(readReady(inject("readyFile")));
});

const cases: readonly (readonly [string, number, (sku: string) => readonly Line[]])[] = [
  ["one piece each", 1, (sku) => [{ sku, quantity: 1 }]],
  [
    "two lines of the SKU each",
    2,
    (sku) => [
      { sku, quantity: 1 },
      { sku, quantity: 1 },
    ],
  ],
];

describe(`${carts} checkouts open at once for the last ${pieces} orders' worth of a SKU`, () => {
  it.each(cases)("sell exactly what there is: %s", async (_, each, lines) => {
    const sku = await store.sell(pieces * each);
    const { orders, answers } = await rush(store, carts, lines(sku));
    expect(answers).toEqual({ "201": pieces, "409 inventory.insufficient": carts - pieces });
    const held = (await store.movements(sku)).filter(({ kind }) => kind === "RESERVATION");
    expect(held.map(({ quantity }) => quantity)).toEqual(Array.from({ length: pieces }, () => each));
    expect(await store.level(sku)).toMatchObject({ onHand: pieces * each, available: 0 });

    for (const { buyer, orderId } of orders) await store.until(buyer, orderId, "confirmed");
    const level = await store.level(sku);
    expect(level).toEqual({ onHand: pieces * each, reserved: 0, allocated: pieces * each, available: 0 });
    const movements = await store.movements(sku);
    expect(movements).toHaveLength(1 + 2 * pieces);
    expect(countersOf(movements)).toEqual(level);
  });
});
