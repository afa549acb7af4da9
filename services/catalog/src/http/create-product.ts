import { productDetails, productDraft } from "@millrace/contracts/catalog-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { CategoryUnknown } from "../domain/category.ts";
import { SlugTaken } from "../domain/slug.ts";
import { KitInvalid, SkuTaken } from "../domain/variant.ts";
import type { Ports } from "../env.ts";
import { newProduct } from "./new-product.ts";

export const createProduct = defineRoute(
  {
    method: "POST",
    path: "/v1/products",
    summary: "Create a product with its variants, as a draft.",
    rule: "catalog:write",
    body: productDraft,
    answers: { 201: productDetails },
    refusals: [SkuTaken, SlugTaken, KitInvalid, CategoryUnknown],
    idempotency: "optional",
  },
  (ports: Ports) =>
    async ({ body, once, origin }) =>
      (await ports.idempotency.replay(once)) ?? newProduct(ports, { body, once, origin }),
);
