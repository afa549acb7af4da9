import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { ProductNotDraft, ProductNotFound, publish } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { productSummary } from "./schemas.ts";

export const publishProduct = defineRoute(
  "POST /v1/products/{productId}/publish",
  {
    summary: "Publish a draft: everybody sees it and its variants are for sale.",
    rule: "catalog:write",
    answers: { 200: productSummary },
    refusals: [ProductNotFound, ProductNotDraft],
    ifMatch: "required",
  },
  async (request, { products, writes, write }: Ports) => {
    const draft = found(await products.getProduct(request.params.productId), ProductNotFound);
    const { state, fact } = publish(draft, request.ifMatch, request.at);
    return write(request, fact, writes.change(draft, state), ok(summaryOf(state), etag(state.version)));
  },
);
