import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import { found } from "@millrace/kernel/preconditions";
import { CategoryUnknown } from "../domain/category.ts";
import { AlreadyArchived, checkSlug, ProductNotFound, SlugTaken, update } from "../domain/product.ts";
import type { Ports } from "../ports.ts";
import { summaryOf } from "./product-view.ts";
import { productChange, productSummary } from "./schemas.ts";

export const updateProduct = defineRoute(
  "PATCH /v1/products/{productId}",
  {
    summary: "Change what is named of a product; lists of media, metadata and categories are replaced as a whole.",
    rule: "catalog:write",
    body: productChange,
    answers: { 200: productSummary },
    refusals: [ProductNotFound, AlreadyArchived, SlugTaken, CategoryUnknown],
    ifMatch: "required",
  },
  async (request, { products, slugs, writes, write }: Ports) => {
    const before = found(await products.getProduct(request.params.productId), ProductNotFound);
    const { state, fact } = update(before, request.body, request.ifMatch);
    const former = state.slug === before.slug ? undefined : await slugs.getSlug(state.slug);
    checkSlug(former, state.productId);
    return write(request, fact, writes.change(before, state, former), ok(summaryOf(state), etag(state.version)));
  },
);
