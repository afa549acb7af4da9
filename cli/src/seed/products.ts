import type { Fact } from "@millrace/contracts/define-event";
import { money } from "@millrace/kernel/money";
import type { Table } from "@millrace/table/table";
import { createListings } from "../../../services/catalog/src/data/listings.ts";
import { createProducts } from "../../../services/catalog/src/data/products.ts";
import { createSlugs } from "../../../services/catalog/src/data/slugs.ts";
import type { Category } from "../../../services/catalog/src/domain/category.ts";
import { type Draft, draftProduct } from "../../../services/catalog/src/domain/draft.ts";
import { archive, publish, type Whole } from "../../../services/catalog/src/domain/product.ts";
import { slugOf, suffixed } from "../../../services/catalog/src/domain/slug.ts";
import { type Chance, chanceOf, seededId } from "./chance.ts";
import { createdBy, type Item, seededFacts } from "./items.ts";
import type { Plan } from "./plan.ts";
import { minutesAfter, openedAt } from "./times.ts";
import { adjectives, colors, materials, sizes, things } from "./words.ts";

/** What has become of a product, and the facts of its life, each with when it was told. */
type Life = { readonly whole: Whole; readonly facts: readonly (readonly [Fact, Date])[] };

/** Of a hundred products so many are published; of the others some are drafts still, some archived. */
const publishedShare = 90;
const draftShareOfRest = 70;
/** Goods without a weight are not shipped: downloads and services. */
const shippedShare = 95;

function variantsOf(chance: Chance, name: string, article: string): Draft["variants"] {
  const base = 100 * chance.between(4, 240) + 90;
  const weight = chance.percent(shippedShare) ? { weightGrams: 50 * chance.between(1, 60) } : {};
  const color = chance.pick(colors);
  return sizes.slice(0, chance.between(1, sizes.length)).map((size, place) => {
    const amount = base + 200 * place;
    return {
      sku: `${article}-${size}`,
      title: `${name} ${color}, ${size}`,
      options: { color, size },
      prices: [money(amount, "EUR"), money(amount + 200, "USD")],
      ...weight,
    };
  });
}

function categoriesFor(chance: Chance, categories: readonly Category[]): string[] {
  const count = Math.min(categories.length, chance.between(1, 2));
  return [...new Set(Array.from({ length: count }, () => chance.pick(categories).categoryId))];
}

function lifeOf(chance: Chance, seed: number, number: number, categories: readonly Category[]): Life {
  const at = minutesAfter(openedAt, 1 + number / 100);
  const productId = seededId(seed, "product", number, at);
  const thing = chance.pick(things);
  const name = `${chance.pick(adjectives)} ${chance.pick(materials)} ${thing}`;
  const article = `${thing.toUpperCase()}-${seed}-${String(number).padStart(6, "0")}`;
  const created = draftProduct(
    {
      name,
      description: `${name}, made up to fill a shop.`,
      categoryIds: categoriesFor(chance, categories),
      variants: variantsOf(chance, name, article),
    },
    { productId, slug: suffixed(slugOf(name), productId), at },
  );
  const later = minutesAfter(at, 10);
  const next = nextOf(chance, number)?.(created.state.product, 1, later);
  if (next === undefined) return { whole: created.state, facts: [[created.fact, at]] };
  const { status } = next.state;
  const variants = created.state.variants.map((variant) => ({ ...variant, status }));
  return {
    whole: { product: next.state, variants },
    facts: [
      [created.fact, at],
      [next.fact, later],
    ],
  };
}

/** What happens to a draft; undefined where it stays one. */
function nextOf(chance: Chance, number: number): typeof publish | typeof archive | undefined {
  // The first is always for sale, so that even the smallest shop can have orders.
  if (number === 0 || chance.percent(publishedShare)) return publish;
  return chance.percent(draftShareOfRest) ? undefined : archive;
}

/** Products, each with variants, slug, listings and journal. */
export function* productItems(
  table: Table,
  plan: Plan,
  categories: readonly Category[],
  onProduct: (whole: Whole) => void,
): Generator<Item> {
  const chance = chanceOf(plan.seed, "products");
  const [products, slugs, listings] = [createProducts(table), createSlugs(table), createListings(table)];
  const tell = seededFacts(table, plan);
  for (let number = 0; number < plan.products; number += 1) {
    const { whole, facts } = lifeOf(chance, plan.seed, number, categories);
    const { product } = whole;
    onProduct(whole);
    yield* createdBy([...products.create(whole), slugs.take(product), ...listings.create(product)]);
    for (const [fact, at] of facts) yield* tell(fact, at);
  }
}
