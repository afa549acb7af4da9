import type { Page } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { categoryShelf, type Listing, listingsOf, nameShelf } from "../domain/listing.ts";
import type { Product } from "../domain/product.ts";
import { listingEntity } from "./listing.entity.ts";

/** Every access pattern of listings: the products on a shelf, by id. */
export type Listings = {
  /**
   * AP-C10. The published products directly in a category, the latest published first: gsi1 query, eventually
   * consistent, one page. At 0.3 KB a listing, 100 are 4 read units; a partition gives 750 such pages a second.
   */
  listCategory(categoryId: string, limit: number, position: string | null): Promise<Page<string>>;
  /**
   * AP-C11. The published products whose name begins with a prefix of two characters or more, by name: gsi1 query,
   * eventually consistent, one page. One partition per first two characters, so no shelf holds the whole shop.
   */
  listNames(sortedPrefix: string, limit: number, position: string | null): Promise<Page<string>>;
  /** AP-C12. A new product's listings: at most 6 items. */
  create(product: Product): readonly TransactItem[];
  /**
   * AP-C24. Those of a product's listings that a change moves: at most 6 items. The product's journal entry holds the
   * lock.
   */
  change(before: Product, after: Product): readonly TransactItem[];
};

function same(one: Listing, other: Listing): boolean {
  return one.shelf === other.shelf && one.status === other.status && one.place === other.place;
}

export function createListings(table: Table): Listings {
  const entity = listingEntity(table);
  const idsOf = (listings: readonly Listing[]) => listings.map(({ productId }) => productId);

  const create = (listing: Listing): TransactItem => transactItem(entity, (writes) => writes.create(listing));
  const move = ({ productId, slot, ...to }: Listing): TransactItem =>
    transactItem(entity, (writes) => writes.patch({ productId, slot }).set(to));

  return {
    async listCategory(categoryId, limit, position) {
      const { data, cursor } = await entity.query
        .onShelf({ shelf: categoryShelf(categoryId), status: "active" })
        .go({ order: "desc", limit, cursor: position });
      return { items: idsOf(data), position: cursor };
    },
    async listNames(sortedPrefix, limit, position) {
      const { data, cursor } = await entity.query
        .onShelf({ shelf: nameShelf(sortedPrefix), status: "active" })
        .begins({ place: sortedPrefix })
        .go({ limit, cursor: position });
      return { items: idsOf(data), position: cursor };
    },
    create: (product) => listingsOf(product).map(create),
    change(before, after) {
      const stored = new Map(listingsOf(before).map((listing) => [listing.slot, listing]));
      return listingsOf(after).flatMap((listing) => {
        const known = stored.get(listing.slot);
        if (known === undefined) return [create(listing)];
        return same(known, listing) ? [] : [move(listing)];
      });
    },
  };
}
