import type { RefusalType } from "./errors.ts";
import { VersionMismatch } from "./refusals.ts";

/**
 * The item, where there is one: `found(await products.get(productId), ProductNotFound)`.
 *
 * @throws the refusal where there is none
 */
export function found<Item>(item: Item | undefined, refuse: RefusalType): Item {
  if (item === undefined) throw refuse();
  return item;
}

/**
 * Refuses whoever has seen another version than the current one: `requireVersion("the product", product.version, seen)`.
 *
 * @throws VersionMismatch naming the current version
 */
export function requireVersion(of: string, current: number, seen: number): void {
  if (current !== seen) throw VersionMismatch(`Version ${current} of ${of} is current.`);
}
