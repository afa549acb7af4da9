import { ProductArchived, ProductCreated, ProductPublished } from "@millrace/contracts/catalog";
import { money } from "@millrace/kernel/money";
import type { Table } from "@millrace/table/table";
import { createListings } from "../../../services/catalog/src/data/listings.ts";
import { createProducts } from "../../../services/catalog/src/data/products.ts";
import { createSlugs } from "../../../services/catalog/src/data/slugs.ts";
import type { Category } from "../../../services/catalog/src/domain/category.ts";
import { type Draft, draftProduct } from "../../../services/catalog/src/domain/draft.ts";
import { archive, factOf, type Product, publish } from "../../../services/catalog/src/domain/product.ts";
import { slugOf, suffixed } from "../../../services/catalog/src/domain/slug.ts";
import type { Variant } from "../../../services/catalog/src/domain/variant.ts";
import { type Chance, chanceOf, seededId } from "./chance.ts";
import { createdBy, type Item, seededJournal } from "./items.ts";
import type { Plan } from "./plan.ts";
import { minutesAfter, openedAt } from "./times.ts";
import { adjectives, colors, materials, sizes, things } from "./words.ts";

/** One way through a product's life, step by step as its journal tells it. */
type Life = { readonly steps: readonly Product[]; readonly variants: readonly Variant[] };

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
  const { product: draft, variants } = draftProduct(
    {
      name,
      description: `${name}, made up to fill a shop.`,
      categoryIds: categoriesFor(chance, categories),
      variants: variantsOf(chance, name, article),
    },
    { productId, slug: suffixed(slugOf(name), productId), at },
  );
  const steps = [draft];
  // The first is always for sale, so that even the smallest shop can have orders.
  if (number === 0 || chance.percent(publishedShare)) steps.push(publish(draft, 1, minutesAfter(at, 10)));
  else if (!chance.percent(draftShareOfRest)) steps.push(archive(draft, 1, minutesAfter(at, 10)));
  const { status } = steps.at(-1) ?? draft;
  return { steps, variants: variants.map((variant) => ({ ...variant, status })) };
}

const factAfter = { draft: ProductCreated, active: ProductPublished, archived: ProductArchived } as const;

/** Products, each with variants, slug, listings and journal. */
export function* productItems(
  table: Table,
  plan: Plan,
  categories: readonly Category[],
  onProduct: (product: Product, variants: readonly Variant[]) => void,
): Generator<Item> {
  const chance = chanceOf(plan.seed, "products");
  const [products, slugs, listings] = [createProducts(table), createSlugs(table), createListings(table)];
  const tell = seededJournal("catalog", "productId", table, plan);
  for (let number = 0; number < plan.products; number += 1) {
    const { steps, variants } = lifeOf(chance, plan.seed, number, categories);
    const product = steps.at(-1);
    if (product === undefined) throw new TypeError("A product begins as a draft.");
    onProduct(product, variants);
    yield* createdBy([...products.create(product, variants), slugs.take(product), ...listings.create(product)]);
    for (const step of steps) {
      const fact = { event: factAfter[step.status], data: factOf(step), at: new Date(step.statusAt) };
      yield* tell({ aggregateId: step.productId, sequence: step.version, ...fact });
    }
  }
}
