import { created, defineRoute, etag } from "@millrace/contracts/define-route";
import { createDraft } from "../commands/create-draft.ts";
import { CategoryUnknown } from "../domain/category.ts";
import { SlugTaken } from "../domain/product.ts";
import { KitInvalid, OptionsTaken, SkuTaken, spellingWarnings } from "../domain/variant.ts";
import type { Ports } from "../ports.ts";
import { detailsOf, someOf } from "./product-view.ts";
import { createdProduct, productDraft } from "./schemas.ts";

export const createProduct = defineRoute(
  "POST /v1/products",
  {
    summary: "Create a product with its variants, as a draft.",
    rule: "catalog:write",
    body: productDraft,
    answers: { 201: createdProduct },
    refusals: [SkuTaken, SlugTaken, KitInvalid, OptionsTaken, CategoryUnknown],
  },
  async (request, ports: Ports) => {
    const named = request.body.variants.map(({ sku }, index) => ({ sku, field: `body.variants.${index}.sku` }));
    return createDraft(ports, request, (whole, alike) => {
      const { productId, version } = whole.product;
      const warnings = someOf(spellingWarnings(named, alike));
      return created({ ...detailsOf(whole), ...warnings }, `/v1/drafts/${productId}`, etag(version));
    });
  },
);
