import { money } from "@millrace/kernel/money";
import type { AnsweredCall } from "../support/sdk-calls.ts";
import { sell } from "../support/shop.ts";
import { isDynamoDbCall } from "./steps.ts";
import { type Shop, withShop } from "./with-shop.ts";

/** What the orders of the bench buy: enough articles that buyers seldom meet, enough pieces that none ends. */
export const shelf = Array.from({ length: 24 }, (_, index) => ({
  sku: `BENCH-${String(index).padStart(2, "0")}`,
  title: `Harbor Tee blue, number ${index}`,
  prices: [money(2490, "EUR"), money(2690, "USD")],
  available: 10_000,
}));

/** Two lines, other ones for each order. */
export function linesOf(number: number) {
  return [number, number + 1 + (number % (shelf.length - 2))].map((index, quantity) => ({
    sku: shelf[index % shelf.length]?.sku ?? "",
    quantity: quantity + 1,
  }));
}

export type Recording = {
  /** The table that was asked. */
  readonly table: string;
  /** Fills the shelf. */
  readonly seed: readonly AnsweredCall[];
  /** For each order, in order: what its life from the contact to the mail asked of DynamoDB. */
  readonly orders: readonly (readonly AnsweredCall[])[];
};

async function recordOrder(shop: Shop, number: number): Promise<readonly AnsweredCall[]> {
  const calls = await shop.house.watching(async () => {
    const buy = await shop.aBuyer(linesOf(number));
    const { status, body } = await buy();
    if (status !== 201) throw new Error(`The checkout was answered ${status}: ${JSON.stringify(body)}`);
    await shop.house.settle();
  });
  return calls.filter(isDynamoDbCall);
}

/** The DynamoDB requests of so many whole orders, made one after the other by the product's own code. */
export function recordOrders(count: number): Promise<Recording> {
  return withShop(1, async (shop) => {
    const seed = await shop.house.watching(() => sell(shop.house.table, shelf));
    const orders: (readonly AnsweredCall[])[] = [];
    for (let number = 0; number < count; number += 1) orders.push(await recordOrder(shop, number));
    return { table: shop.house.table.table, seed, orders };
  });
}
