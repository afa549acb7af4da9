import { defineDoor } from "@millrace/contracts/define-door";
import type { Offer } from "@millrace/pricing/offer";
import type { Read } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { createPriceBooks } from "./data/price-book.ts";
import { createVariants } from "./data/variants.ts";

/** Reads what each SKU is offered for; one read per SKU, in the order given, undefined where the SKU is unknown. */
export const offers = defineDoor({
  service: "catalog",
  name: "offers",
  actions: ["BatchGetItem"],
  open: (table: Table) => {
    const variants = createVariants(table);
    return (skus: readonly string[]): readonly Read<Offer>[] => skus.map((sku) => variants.readOffer(sku));
  },
});

/** Reads the shop's price lists: one read, undefined where the shop has none. */
export const priceBook = defineDoor({
  service: "catalog",
  name: "priceBook",
  actions: ["BatchGetItem"],
  open: (table: Table) => createPriceBooks(table).readBook,
});
