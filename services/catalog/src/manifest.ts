import { ProductCreated, ProductPricesChanged, ProductPublished } from "@millrace/contracts/catalog";
import { defineService } from "@millrace/contracts/define-service";
import { createProduct } from "./http/create-product.ts";
import { getDraft } from "./http/get-draft.ts";
import { getProduct } from "./http/get-product.ts";
import { listDrafts } from "./http/list-drafts.ts";
import { listProducts } from "./http/list-products.ts";
import { publishProduct } from "./http/publish-product.ts";
import { setPrices } from "./http/set-prices.ts";

export const catalog = defineService("catalog", {
  routes: { createProduct, publishProduct, setPrices, listProducts, getProduct, listDrafts, getDraft },
  publishes: [ProductCreated, ProductPublished, ProductPricesChanged],
});
