import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { createDraft } from "../commands/create-draft.ts";
import { CategoryUnknown } from "../domain/category.ts";
import { SlugTaken } from "../domain/product.ts";
import { KitInvalid, OptionsTaken, SkuTaken } from "../domain/variant.ts";
import type { Ports } from "../ports.ts";
import { detailsOf } from "./product-view.ts";
import { productDetails, productDraft } from "./schemas.ts";

export const createProduct = defineRoute(
  "POST /v1/products",
  {
    summary: "Create a product with its variants, as a draft.",
    rule: "catalog:write",
    body: productDraft,
    answers: { 201: productDetails },
    refusals: [SkuTaken, SlugTaken, KitInvalid, OptionsTaken, CategoryUnknown],
  },
  async (request, ports: Ports) =>
    createDraft(ports, request, (whole) => {
      const { productId, version } = whole.product;
      return created(detailsOf(whole), `/v1/drafts/${productId}`, etag(version));
    }),
);
