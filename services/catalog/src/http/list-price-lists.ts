import { defineRoute, etag, ok } from "@millrace/contracts/define-route";
import type { Ports } from "../ports.ts";
import { priceBook } from "./price-list-schemas.ts";

export const listPriceLists = defineRoute(
  "GET /v1/price-lists",
  {
    summary: "List all price lists, the oldest first: at most 50, in one page.",
    rule: "catalog:read",
    answers: { 200: priceBook },
  },
  async (_request, { priceBooks }: Ports) => {
    const { lists: items, version } = await priceBooks.getBook();
    return ok({ items, version }, etag(version));
  },
);
