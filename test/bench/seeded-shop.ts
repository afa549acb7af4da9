import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { batchGet } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import * as tax from "@millrace/tax/doors";
import { homeCountry } from "../../cli/src/seed/customers.ts";
import type { Plan } from "../../cli/src/seed/plan.ts";
import { readKnown, shopItems } from "../../cli/src/seed/shop.ts";
import { writeAll } from "../../cli/src/seed/write.ts";
import { createListings } from "../../services/catalog/src/data/listings.ts";
import { createProducts } from "../../services/catalog/src/data/products.ts";
import { createSlugs } from "../../services/catalog/src/data/slugs.ts";
import type { Product } from "../../services/catalog/src/domain/product.ts";
import { sortName } from "../../services/catalog/src/domain/slug.ts";
import { createStock } from "../../services/inventory/src/data/stock.ts";
import { mainLedger } from "../../services/inventory/src/domain/tickets.ts";
import { createOrders } from "../../services/orders/src/data/orders.ts";
import { createTable } from "../support/create-table.ts";
import { startTestDatabase } from "../support/engine.ts";
import { createMeter, type Use } from "./meter.ts";

/** Items of a page, as the routes give when nothing else is asked for. */
export const pageSize = 25;

/** An order of an owner who has more of them than a page shows. */
type Bought = { readonly cartId: string; readonly ownerId: string; readonly contactId: string };

/** What a shopper or a member of staff reads of a shop, by the services' own access patterns and doors. */
function readsOf(table: Table, products: readonly Product[]) {
  const [productStore, slugs, listings] = [createProducts(table), createSlugs(table), createListings(table)];
  const [orders, stock] = [createOrders(table), createStock(table)];
  const skus = products.flatMap((product) => product.skus);
  const [product] = products;
  const [sku] = skus;
  const categoryId = product?.categoryIds[0];
  if (product === undefined || sku === undefined || categoryId === undefined) throw new Error("The shop is empty.");
  const open = {
    cart: carts.read.open(table),
    contact: customers.contact.open(table),
    offers: catalog.offers.open(table),
    levels: inventory.levels.open(table),
    locations: inventory.locations.open(table),
    priceBook: catalog.priceBook.open(table),
    promotionRecords: promotions.promotionRecords.open(table),
    profile: customers.profile.open(table),
    taxRates: tax.taxRates.open(table),
    coverage: shipping.coverage.open(table),
  };
  const shown = async (productIds: readonly string[]) => productStore.getProducts(productIds);
  const forSale = (ownerId: string, lines: number) => {
    const wanted = skus.slice(0, lines);
    return [
      open.offers(wanted),
      open.levels(wanted),
      open.locations(),
      open.priceBook(),
      open.promotionRecords([], ownerId),
      open.profile(ownerId),
      open.taxRates(homeCountry),
      open.coverage(homeCountry),
    ] as const;
  };
  return {
    listProducts: () => productStore.listProducts("active", pageSize, null),
    listCategory: async () => shown((await listings.listCategory(categoryId, pageSize, null)).items),
    listNames: async () => {
      const prefix = sortName(product.name).slice(0, 2);
      return shown((await listings.listNames(prefix, pageSize, null)).items);
    },
    getProduct: () => productStore.getWhole(product.productId),
    getBySlug: async () => {
      const found = await slugs.getSlug(product.slug);
      return productStore.getWhole(found?.productId ?? "");
    },
    listOrders: (ownerId: string) => orders.listOfOwner(ownerId, pageSize, null),
    listMovements: () => stock.listMovements(sku, [mainLedger], pageSize, null),
    /** A cart as its owner sees it: itself, then everything that its price depends on. */
    getCart: async ({ cartId, ownerId }: Bought, lines: number) => {
      await batchGet(table, [open.cart(cartId)]);
      await batchGet(table, forSale(ownerId, lines));
    },
    /** The two reads of a checkout. */
    checkout: async ({ cartId, ownerId, contactId }: Bought, lines: number) => {
      await batchGet(table, [open.cart(cartId), open.contact(ownerId, contactId)]);
      await batchGet(table, forSale(ownerId, lines));
    },
  };
}

export type SeededShop = ReturnType<typeof readsOf> & {
  readonly meter: (task: () => Promise<unknown>) => Promise<Use>;
  readonly bought: Bought;
};

/** Enough for the largest cart. */
const keptProducts = 40;

/** A seeded shop in a DynamoDB Local of its own; both end with the task. */
export async function withSeededShop<Result>(plan: Plan, task: (shop: SeededShop) => Promise<Result>): Promise<Result> {
  const database = await startTestDatabase({ databases: "perCredential", tuning: "sustained" });
  try {
    const table = await createTable(database.endpoint);
    // The first products sell best, so their ledgers are long.
    const products: Product[] = [];
    let bought: Bought | undefined;
    const known = await readKnown(table);
    const watched = async function* () {
      for await (const item of shopItems(table, plan, known)) {
        const isPublished = item["__edb_e__"] === "product" && item["status"] === "active";
        if (isPublished && products.length < keptProducts) products.push(item as Product);
        if (item["__edb_e__"] === "order") bought ??= item as Bought;
        yield item;
      }
    };
    await writeAll(table, watched(), { inFlight: 8, onWritten: () => undefined });
    if (bought === undefined) throw new Error("The shop has no orders.");
    return await task({ ...readsOf(table, products), bought, meter: createMeter(table) });
  } finally {
    await database.stop();
  }
}
