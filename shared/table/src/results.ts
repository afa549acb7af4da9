import type { Page } from "./cursors.ts";

/**
 * The item that ElectroDB got; undefined where there is none: `itemFrom(entity.get({ orderId }).go({ consistent: true
 * }))`.
 */
export async function itemFrom<Item>(got: Promise<{ readonly data: Item | null }>): Promise<Item | undefined> {
  const { data } = await got;
  return data ?? undefined;
}

/** The page that ElectroDB found: `pageFrom(entity.query.ofOwner({ ownerId }).go({ limit, cursor: position }))`. */
export async function pageFrom<Item>(
  found: Promise<{ readonly data: readonly Item[]; readonly cursor: string | null }>,
): Promise<Page<Item>> {
  const { data, cursor } = await found;
  return { items: data, position: cursor };
}
