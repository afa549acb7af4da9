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
import { addVariant } from "./http/add-variant.ts";
import { archiveCategory } from "./http/archive-category.ts";
import { archiveProduct } from "./http/archive-product.ts";
import { createCategory } from "./http/create-category.ts";
import { createProduct } from "./http/create-product.ts";
import { getDraft } from "./http/get-draft.ts";
import { getProduct } from "./http/get-product.ts";
import { getProductBySku } from "./http/get-product-by-sku.ts";
import { getProductBySlug } from "./http/get-product-by-slug.ts";
import { listCategories } from "./http/list-categories.ts";
import { listCategoryProducts } from "./http/list-category-products.ts";
import { listDrafts } from "./http/list-drafts.ts";
import { listProducts } from "./http/list-products.ts";
import { listProductsByName } from "./http/list-products-by-name.ts";
import { publishProduct } from "./http/publish-product.ts";
import { setPrices } from "./http/set-prices.ts";
import { updateCategory } from "./http/update-category.ts";
import { updateProduct } from "./http/update-product.ts";
import { updateVariant } from "./http/update-variant.ts";

export const catalog = defineService("catalog", {
  routes: {
    createProduct,
    updateProduct,
    publishProduct,
    archiveProduct,
    addVariant,
    updateVariant,
    setPrices,
    listProducts,
    listProductsByName,
    getProductBySku,
    getProductBySlug,
    getProduct,
    listDrafts,
    getDraft,
    createCategory,
    updateCategory,
    archiveCategory,
    listCategories,
    listCategoryProducts,
  },
  publishes: [
    ProductCreated,
    ProductUpdated,
    ProductPublished,
    ProductArchived,
    ProductPricesChanged,
    CategoryCreated,
    CategoryUpdated,
  ],
});
