import { defineDoor } from "@millrace/contracts/define-door";
import type { Read } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { createProducts } from "./data/products.ts";
import type { Offer } from "./domain/offer.ts";

export { type Offer, priceOf } from "./domain/offer.ts";

/** Reads what each SKU is offered for; one read per SKU, in the order given, undefined where the SKU is unknown. */
export const offers = defineDoor({
  service: "catalog",
  name: "offers",
  actions: ["BatchGetItem"],
  open: (table: Table) => {
    const products = createProducts(table);
    return (skus: readonly string[]): readonly Read<Offer>[] => skus.map((sku) => products.readVariant(sku));
  },
});
