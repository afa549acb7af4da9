import { money } from "@millrace/kernel/money";
import { commit } from "@millrace/table/transact";
import { createTaxRates } from "../../services/tax/src/data/tax-rates.ts";
import { startTestDatabase } from "../support/engine.ts";
import { openShop } from "../support/order-life.ts";
import { sell } from "../support/shop.ts";

export type Shop = Awaited<ReturnType<typeof openShop>>;

/** Two articles as a real shop names them; sizes of items depend on it. */
const articles = [
  { sku: "TEE-BLUE-M", title: "Harbor Tee blue, M", prices: [money(2490, "EUR"), money(2690, "USD")] },
  { sku: "SWEATER-L", title: "Fisherman Sweater, L", prices: [money(11_900, "EUR"), money(12_900, "USD")] },
] as const;

/** The taxes of the buyers' country, which prices include: an order holds those that it bears. */
const taxes = {
  country: "GB",
  pricesInclude: true,
  rounding: "line" as const,
  rates: [{ name: "VAT", taxClass: "standard", rate: 200_000 }],
  regions: [],
  version: 1,
};

/** A cart of both. */
export const twoLines = articles.map(({ sku }, index) => ({ sku, quantity: index + 1 }));

/** Opens a shop in this process, with so many pieces of each article. */
export async function stockedShop(dynamodbEndpoint: string, available: number): Promise<Shop> {
  const shop = await openShop(dynamodbEndpoint);
  await commit([createTaxRates(shop.house.table).replace(taxes)]);
  await sell(
    shop.house.table,
    articles.map((article) => ({ ...article, available })),
  );
  return shop;
}

/** Such a shop for as long as a task takes; it and its database end with the task. */
export async function withShop<Result>(available: number, task: (shop: Shop) => Promise<Result>): Promise<Result> {
  const database = await startTestDatabase({ databases: "perCredential", tuning: "quick" });
  try {
    return await task(await stockedShop(database.endpoint, available));
  } finally {
    await database.stop();
  }
}
