import { currencyMissing, namesCurrency, productQuery, productSummary } from "@millrace/contracts/catalog-api";
import { defineRoute } from "@millrace/contracts/define-route";
import { pageOf, text } from "@millrace/contracts/values";
import { actorOf } from "@millrace/kernel/caller";
import { CursorInvalid } from "@millrace/kernel/refusals";
import * as z from "zod";
import { costs } from "../domain/listing.ts";
import { summaryOf } from "../domain/product.ts";
import { initialsOf, sortName } from "../domain/slug.ts";
import type { Ports } from "../env.ts";
import { keptList } from "./kept-list.ts";

const prefix = text(100)
  .refine((given) => initialsOf(sortName(given)) !== undefined, "holds fewer than 2 letters or digits")
  .meta({ description: "How the name begins; case, accents and punctuation do not count.", example: "te" });

/** Walks along the index by name; the price range is applied to the `limit` products that a call reads. */
export const listProductsByName = defineRoute(
  {
    method: "GET",
    path: "/v1/products/by-name",
    summary: "List the published products whose name begins like this, by name.",
    rule: "public",
    query: z.strictObject({ ...productQuery, prefix }).refine(namesCurrency, currencyMissing),
    answers: { 200: pageOf(productSummary) },
    refusals: [CursorInvalid],
  },
  ({ products, listings, cursors }: Ports) =>
    async ({ query, caller }) => {
      const sought = sortName(query.prefix);
      const list = ["name", sought, actorOf(caller)];
      const from = await cursors.open(list, query.cursor);
      const { items, position } = await listings.listNames(sought, query.limit, from);
      // The index lags behind the products, which are read as they are now.
      const found = (await products.getProducts(items)).filter(
        (product) => product.status === "active" && sortName(product.name).startsWith(sought) && costs(product, query),
      );
      return keptList({ items: found.map(summaryOf), nextCursor: await cursors.seal(list, position) });
    },
);
