import type { Product } from "./product.ts";

/** How many products name a category and are not archived, and how many of them are published. */
export type Counts = { readonly assigned: number; readonly published: number };

/** What a change of a product adds to the counts of one category. */
export type CountChange = Counts & {
  readonly categoryId: string;
  /** Where the product names the category now; -1 where it no longer does. */
  readonly place: number;
};

const none: Counts = { assigned: 0, published: 0 };

/** What a product adds to each category that it names. */
export function countsOf({ status }: Pick<Product, "status">): Counts {
  return {
    assigned: status === "archived" ? 0 : 1,
    published: status === "active" ? 1 : 0,
  };
}

/** What a product's change adds to the counts of its categories, each once; a new product was nothing `before`. */
export function countChanges(before: Product | undefined, after: Product): readonly CountChange[] {
  const had = before?.categoryIds ?? [];
  return [...new Set([...after.categoryIds, ...had])].flatMap((categoryId): CountChange[] => {
    const was = before && had.includes(categoryId) ? countsOf(before) : none;
    const place = after.categoryIds.indexOf(categoryId);
    const is = place === -1 ? none : countsOf(after);
    const [assigned, published] = [is.assigned - was.assigned, is.published - was.published];
    return assigned === 0 && published === 0 ? [] : [{ categoryId, place, assigned, published }];
  });
}
