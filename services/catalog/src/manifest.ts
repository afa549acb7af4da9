import {
  CategoryCreated,
  CategoryUpdated,
  ProductArchived,
  ProductCreated,
  ProductPricesChanged,
  ProductPublished,
  ProductUpdated,
} from "@millrace/contracts/catalog";
import { defineService } from "@millrace/contracts/define-service";
import {
  PriceListCreated,
  PriceListPricesChanged,
  PriceListRemoved,
  PriceListUpdated,
} from "@millrace/contracts/price-lists";
import { addVariant } from "./http/add-variant.ts";
import { archiveCategory } from "./http/archive-category.ts";
import { archiveProduct } from "./http/archive-product.ts";
import { createCategory } from "./http/create-category.ts";
import { createPriceList } from "./http/create-price-list.ts";
import { createProduct } from "./http/create-product.ts";
import { exportProducts } from "./http/export-products.ts";
import { getDraft } from "./http/get-draft.ts";
import { getPriceList } from "./http/get-price-list.ts";
import { getProduct } from "./http/get-product.ts";
import { getProductBySku } from "./http/get-product-by-sku.ts";
import { getProductBySlug } from "./http/get-product-by-slug.ts";
import { importProducts } from "./http/import-products.ts";
import { listCategories } from "./http/list-categories.ts";
import { listCategoryProducts } from "./http/list-category-products.ts";
import { listDrafts } from "./http/list-drafts.ts";
import { listListPrices } from "./http/list-list-prices.ts";
import { listPriceLists } from "./http/list-price-lists.ts";
import { listProducts } from "./http/list-products.ts";
import { listProductsByName } from "./http/list-products-by-name.ts";
import { publishProduct } from "./http/publish-product.ts";
import { removeListPrices } from "./http/remove-list-prices.ts";
import { removePriceList } from "./http/remove-price-list.ts";
import { setListPrices } from "./http/set-list-prices.ts";
import { setManyListPrices } from "./http/set-many-list-prices.ts";
import { setPrices } from "./http/set-prices.ts";
import { updateCategory } from "./http/update-category.ts";
import { updatePriceList } from "./http/update-price-list.ts";
import { updateProduct } from "./http/update-product.ts";
import { updateVariant } from "./http/update-variant.ts";

export const catalog = defineService("catalog", {
  purpose:
    "What the shop sells: products with variants, each one SKU with prices per currency; categories and price lists.",
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
    updateProduct,
    archiveProduct,
    addVariant,
    updateVariant,
    listProductsByName,
    getProductBySku,
    getProductBySlug,
    createCategory,
    updateCategory,
    archiveCategory,
    listCategories,
    listCategoryProducts,
    importProducts,
    exportProducts,
  },
  publishes: [
    ProductCreated,
    ProductPublished,
    ProductPricesChanged,
    PriceListCreated,
    PriceListUpdated,
    PriceListRemoved,
    PriceListPricesChanged,
    ProductUpdated,
    ProductArchived,
    CategoryCreated,
    CategoryUpdated,
  ],
});
