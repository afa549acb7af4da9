import type { Caller } from "@millrace/kernel/caller";
import { type IdKind, idOf } from "@millrace/kernel/ids";
import { journalOf } from "@millrace/table/journal";
import { catalog } from "../../services/catalog/src/manifest.ts";
import { createPorts } from "../../services/catalog/src/ports.ts";
import { callsTo } from "./calls.ts";
import { freshTable } from "./table.ts";

export const merchandiser = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000001",
  groups: ["merchandiser"],
} satisfies Caller;

/** Headers that name the version seen, and the key of a request that may be sent again. */
export function seen(version: number, key?: string): Readonly<Record<string, string>> {
  return {
    "If-Match": `"${version}"`,
    ...(key === undefined ? {} : { "Idempotency-Key": key }),
  };
}

/** The catalog over an empty table, with a clock that goes on by a second whenever it is read. */
export async function catalogWorld() {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const newId = (kind: IdKind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
  const ports = createPorts(table, now, newId, async () => "secret");
  const factsOf = (idName: string) => {
    const journal = journalOf("catalog", idName, table);
    return async (aggregateId: string) =>
      (await journal.list(aggregateId, 0, 100)).map(({ eventId, type, data }) => ({ eventId, type, data }));
  };
  return { table, ports, call: callsTo(catalog.routes, ports), factsOf };
}

export function euros(amount: number) {
  return { amount, currency: "EUR" };
}

/** A product of one variant that is called like its SKU. */
export function named(sku: string, fields: object = {}) {
  return {
    name: sku,
    variants: [{ sku, title: sku, prices: [euros(100)] }],
    ...fields,
  };
}

/** The same, its routes called as staff and as everybody. */
export async function aCatalog() {
  const { table, call, factsOf } = await catalogWorld();

  /** As staff, seeing a version and naming a key where the route takes them. */
  const staff = (target: string, body?: unknown, seen?: number, key?: string) =>
    call(target, {
      caller: merchandiser,
      ...(body === undefined ? {} : { body }),
      headers: {
        ...(seen === undefined ? {} : { "if-match": `"${seen}"` }),
        ...(key === undefined ? {} : { "idempotency-key": key }),
      },
    });
  const published = async (body: unknown): Promise<string> => {
    const { productId } = (await staff("POST /v1/products", body)).body;
    await staff(`POST /v1/products/${productId}/publish`, undefined, 1);
    return productId;
  };
  const category = async (name: string, parentId?: string): Promise<string> =>
    (await staff("POST /v1/categories", { name, ...(parentId === undefined ? {} : { parentId }) })).body.categoryId;
  const [facts, categoryFacts] = [factsOf("productId"), factsOf("categoryId")];
  return { table, call, staff, published, category, facts, categoryFacts };
}
