import { batchGet } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { createCategories } from "../../../services/catalog/src/data/categories.ts";
import { treeEntity } from "../../../services/catalog/src/data/tree.entity.ts";
import type { Tree } from "../../../services/catalog/src/domain/category.ts";
import type { Variant } from "../../../services/catalog/src/domain/product.ts";
import { createZones } from "../../../services/shipping/src/data/zones.ts";
import { createTaxRates } from "../../../services/tax/src/data/tax-rates.ts";
import { categoryItems, createCounts, makeCategories, treeWith } from "./categories.ts";
import { contactItems, homeCountry, makeContacts } from "./customers.ts";
import { type Item, itemOf } from "./items.ts";
import { orderItems } from "./orders.ts";
import type { Plan } from "./plan.ts";
import { productItems } from "./products.ts";
import { makeSettings, shippingItems, taxItems } from "./settings.ts";
import { createLedger, stockItems } from "./stock.ts";

/** What the table holds that a seed must not write over. */
export type Known = { readonly tree: Tree; readonly taxed: boolean; readonly shipped: boolean };

export async function readKnown(table: Table): Promise<Known> {
  const [rates, coverage] = await batchGet(table, [
    createTaxRates(table).read(homeCountry),
    createZones(table).readCoverage(homeCountry),
  ]);
  const tree = await createCategories(table).getTree();
  return { tree, taxed: rates !== undefined, shipped: coverage !== undefined };
}

/**
 * Everything that a shop of this plan consists of, as its services would have stored it. What all of the shop shares and
 * the table already holds stays as it is: the country's taxes and zones, and other categories.
 */
export async function* shopItems(table: Table, plan: Plan, known: Known): AsyncGenerator<Item> {
  const settings = makeSettings();
  if (!known.taxed) yield* taxItems(table, plan);
  if (!known.shipped) yield* shippingItems(table, plan, settings);

  const contacts = makeContacts(plan);
  yield* contactItems(table, plan, contacts);

  const [made, counts] = [makeCategories(plan), createCounts()];
  const { categories } = made;
  const skus: string[] = [];
  const variants: Variant[] = [];
  yield* productItems(table, plan, categories, ({ product, variants: its }) => {
    counts.add(product);
    skus.push(...product.skus);
    if (product.status === "active") variants.push(...its);
  });
  yield* categoryItems(table, plan, made, counts);
  if (categories.length > 0) {
    yield itemOf(treeEntity(table).create({ tree: "main", ...treeWith(known.tree, categories) }));
  }

  const ledger = createLedger(table);
  if (plan.orders > 0)
    yield* orderItems(table, plan, { variants, contacts: contacts.map(({ state }) => state), settings, ledger });
  yield* stockItems(table, plan, skus, ledger);
}
