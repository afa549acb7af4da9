import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { AlreadyArchived, archive, ProductNotFound } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { productSummary } from "./schemas.ts";

export const archiveProduct = defineRoute(
  "POST /v1/products/{productId}/archive",
  {
    summary: "Archive a product: it is no longer shown nor sold, and never will be again.",
    rule: "catalog:write",
    answers: { 200: productSummary },
    refusals: [ProductNotFound, AlreadyArchived],
    ifMatch: "required",
  },
  async (request, { products, writes, write }: Ports) => {
    const before = found(await products.getProduct(request.params.productId), ProductNotFound);
    const { state, fact } = archive(before, request.ifMatch, request.at);
    return write(request, fact, writes.change(before, state), ok(summaryOf(state), etag(state.version)));
  },
);
