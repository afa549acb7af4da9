import type { Money } from "@millrace/kernel/money";
import type { ProductStatus } from "./product.ts";

/** What a buyer can be offered of one SKU. */
export type Offer = {
  readonly sku: string;
  readonly productId: string;
  readonly title: string;
  readonly status: ProductStatus;
  readonly prices: readonly Money[];
};

/** The price at which a SKU is sold in a currency; undefined when it is not for sale there, or not at all. */
export const priceOf = (offer: Offer, currency: string): Money | undefined =>
  offer.status === "active" ? offer.prices.find((price) => price.currency === currency) : undefined;
