import fc from "fast-check";
import type { Row } from "../../cli/src/catalog/columns.ts";

const word = fc.string({ minLength: 1, maxLength: 20, unit: "binary" }).filter((text) => text.trim() === text);
const sku = fc.stringMatching(/^[A-Z0-9]{1,8}$/);
const pairs = fc.dictionary(fc.stringMatching(/^[a-z][a-z0-9-]{0,9}$/), word, { minKeys: 1, maxKeys: 4 });
const price = fc.record(
  {
    currency: fc.constantFrom("EUR", "USD", "JPY"),
    amount: fc.nat(),
    minQuantity: fc.integer({ min: 2, max: 10_000 }),
    compareAt: fc.nat(),
  },
  { requiredKeys: ["currency", "amount"] },
);
function identity({ currency, minQuantity = 1 }: { readonly currency: string; readonly minQuantity?: number }) {
  return `${currency} ${minQuantity}`;
}

/** Rows as an export gives them. */
export const anyRow: fc.Arbitrary<Row> = fc.record(
  {
    slug: fc.stringMatching(/^[a-z0-9]{1,10}$/),
    sku,
    name: word,
    description: word,
    status: fc.constantFrom("draft", "active"),
    title: word,
    taxClass: fc.constant("books"),
    weightGrams: fc.integer({ min: 1, max: 1_000_000 }),
    categoryIds: fc.array(fc.stringMatching(/^cat_[a-z0-9]{4}$/), { minLength: 1, maxLength: 5 }),
    parts: fc.array(fc.record({ sku, quantity: fc.integer({ min: 1, max: 99 }) }), { minLength: 1, maxLength: 3 }),
    options: pairs,
    metadata: pairs,
    prices: fc.uniqueArray(price, { selector: identity, minLength: 1, maxLength: 6 }),
    media: fc.array(fc.record({ url: fc.webUrl(), alt: word }, { requiredKeys: ["url"] }), {
      minLength: 1,
      maxLength: 12,
    }),
  },
  { requiredKeys: ["slug", "sku"] },
);
