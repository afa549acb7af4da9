import { importAnswer, importRequest, maxImportCharacters } from "@millrace/contracts/catalog-import-api";
import { defineRoute, ok } from "@millrace/contracts/define-route";
import { promisedBy, readRows, wavesOf } from "../domain/import-rows.ts";
import type { Ports } from "../env.ts";
import { importProduct } from "./import-product.ts";

/** So many products are written at once. */
const maxLanes = 8;

/**
 * Each product is written by itself, so a bad one stops no other, and a call that died in the middle may be sent again:
 * it finds the finished rows unchanged. The key's record comes last, with all results; a dry run leaves none.
 */
export const importProducts = defineRoute(
  {
    method: "POST",
    path: "/v1/products/import",
    summary: "Create and update products from up to 500 rows, one per variant; each row has a result of its own.",
    rule: "catalog:write",
    body: importRequest,
    answers: { 200: importAnswer },
    idempotency: "required",
    ownFunction: "import",
    timeoutSeconds: 28,
    maxBodyCharacters: maxImportCharacters,
  },
  (ports: Ports) =>
    async ({ body: { rows, dryRun }, once, origin }) => {
      const replayed = await ports.idempotency.replay(once);
      if (replayed) return replayed;
      const { products, failures } = readRows(rows);
      const results = [...failures];
      const promised = dryRun ? promisedBy(products) : undefined;
      for (const wave of wavesOf(products, maxLanes)) {
        const write = async (lane: typeof products): Promise<void> => {
          const seen = await ports.imports.readSeen(lane);
          for (const [index, product] of lane.entries()) {
            const its = seen[index] ?? { bySku: new Map() };
            results.push(...(await importProduct(ports, product, { seen: its, promised, origin })));
          }
        };
        await Promise.all(wave.map(write));
      }
      const answer = ok({ results: results.toSorted((one, other) => one.row - other.row) });
      return dryRun ? answer : ports.idempotency.commit({ once, answer, parts: [] });
    },
);
