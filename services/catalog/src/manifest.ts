import { ProductCreated, ProductPricesChanged, ProductPublished } from "@millrace/contracts/catalog";
import { defineService } from "@millrace/contracts/define-service";
import {
  PriceListCreated,
  PriceListPricesChanged,
  PriceListRemoved,
  PriceListUpdated,
} from "@millrace/contracts/price-lists";
import { createPriceList } from "./http/create-price-list.ts";
import { createProduct } from "./http/create-product.ts";
import { getDraft } from "./http/get-draft.ts";
import { getPriceList } from "./http/get-price-list.ts";
import { getProduct } from "./http/get-product.ts";
import { listDrafts } from "./http/list-drafts.ts";
import { listListPrices } from "./http/list-list-prices.ts";
import { listPriceLists } from "./http/list-price-lists.ts";
import { listProducts } from "./http/list-products.ts";
import { publishProduct } from "./http/publish-product.ts";
import { removeListPrices } from "./http/remove-list-prices.ts";
import { removePriceList } from "./http/remove-price-list.ts";
import { setListPrices } from "./http/set-list-prices.ts";
import { setManyListPrices } from "./http/set-many-list-prices.ts";
import { setPrices } from "./http/set-prices.ts";
import { updatePriceList } from "./http/update-price-list.ts";

export const catalog = defineService("catalog", {
  routes: {
    createProduct,
    publishProduct,
    setPrices,
    listProducts,
    getProduct,
    listDrafts,
    getDraft,
    createPriceList,
    updatePriceList,
    removePriceList,
    listPriceLists,
    getPriceList,
    setListPrices,
    setManyListPrices,
    removeListPrices,
    listListPrices,
  },
  publishes: [
    ProductCreated,
    ProductPublished,
    ProductPricesChanged,
    PriceListCreated,
    PriceListUpdated,
    PriceListRemoved,
    PriceListPricesChanged,
  ],
});
