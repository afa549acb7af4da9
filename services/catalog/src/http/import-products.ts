import { defineRoute, ok } from "@millrace/contracts/define-route";
import { fieldErrorsOf } from "@millrace/contracts/field-errors";
import { sku } from "@millrace/contracts/values";
import { importProduct } from "../commands/import-product.ts";
import { gatherRows, newSkusIn, promisedBy, type ReadRow, wavesOf, withWarnings } from "../domain/import-rows.ts";
import type { Ports } from "../ports.ts";
import { importAnswer, importRequest, importRow, maxImportCharacters } from "./import-schemas.ts";

/** So many products are written at once. */
const maxLanes = 8;

function readRow(given: unknown): ReadRow {
  const { data, error } = importRow.safeParse(given);
  return data ? { fields: data } : { sku: sku.safeParse(Object(given).sku).data, errors: fieldErrorsOf(error) };
}

/**
 * Each product is written by itself, so a bad one stops no other, and a call that died in the middle may be sent again:
 * it finds the finished rows unchanged. The key's record comes last, with all results; a dry run leaves none.
 */
export const importProducts = defineRoute(
  "POST /v1/products/import",
  {
    summary: "Create and update products from up to 500 rows, one per variant; each row has a result of its own.",
    rule: "catalog:write",
    body: importRequest,
    answers: { 200: importAnswer },
    idempotency: "required",
    ownFunction: "import",
    timeoutSeconds: 28,
    maxBodyCharacters: maxImportCharacters,
  },
  async (request, ports: Ports) => {
    const { rows, dryRun } = request.body;
    const replayed = await ports.replay(request.once, request.at);
    if (replayed) return replayed;
    const { products, failures } = gatherRows(rows.map(readRow));
    const results = [...failures];
    const promised = dryRun ? promisedBy(products) : undefined;
    for (const wave of wavesOf(products, maxLanes)) {
      const writeLane = async (lane: typeof products): Promise<void> => {
        const seen = await ports.imports.readSeen(lane);
        for (const [index, product] of lane.entries()) {
          const first = seen[index] ?? { bySku: new Map() };
          results.push(...(await importProduct(ports, request, product, first, promised)));
        }
      };
      await Promise.all(wave.map(writeLane));
    }
    const sorted = results.toSorted((one, other) => one.row - other.row);
    const alike = await ports.variants.listSpelledAlike(newSkusIn(sorted));
    const answer = ok({ results: withWarnings(sorted, alike) });
    return dryRun ? answer : ports.write(request, [], [], answer);
  },
);
