import type { EventContract, FactData } from "@millrace/contracts/define-event";
import type { Reaction } from "@millrace/contracts/define-service";
import type { Caller } from "@millrace/kernel/caller";
import { type IdKind, idOf } from "@millrace/kernel/ids";
import { queueHandler, react } from "@millrace/lambda/queue";
import { journalOf } from "@millrace/table/journal";
import type { Context, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { findDrift } from "../../services/inventory/src/domain/drift.ts";
import type { Movement } from "../../services/inventory/src/domain/stock.ts";
import { expectedCounters, ledgersOf, toldBy } from "../../services/inventory/src/domain/tickets.ts";
import { inventory } from "../../services/inventory/src/manifest.ts";
import { createPorts, type Ports } from "../../services/inventory/src/ports.ts";
import { callsTo } from "./calls.ts";
import { sell } from "./shop.ts";
import { freshTable } from "./table.ts";

export const stockKeeper = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000002",
  groups: ["fulfillment"],
} satisfies Caller;

/** The SKUs of the world's catalog, none of which was ever in stock. */
const articles = ["TEE-BLUE-M", "CAP-RED", "CAP", "GIFT-BOX"];
/** The world's kit. */
export const kit = "TEE-AND-CAP";

/** Inventory beside a small catalog, with a clock that goes on by a second whenever it is read. */
export async function inventoryWorld() {
  const table = await freshTable();
  const parts = articles.map((sku) => ({ sku, quantity: 1 }));
  await sell(table, [...articles.map((sku) => ({ sku, prices: [] })), { sku: kit, prices: [], parts }]);
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const newId = (kind: IdKind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
  const ports = createPorts(table, now, newId, async () => "secret");
  const call = callsTo(inventory.routes, ports);
  /** The facts about an aggregate that bears an id of this name. */
  const factsOf = (idName: "causeId" | "stock" | "book" | "alert", aggregateId: string) =>
    journalOf("inventory", idName, table).list(aggregateId, 0, 100);
  let keys = 0;
  const freshKey = (): string => {
    keys += 1;
    return `key-${keys}`;
  };
  /** Moves stock as staff does: `post("TEE", "receipts", { … })`. */
  const post = (sku: string, what: string, body: unknown, key = freshKey()) =>
    call(`POST /v1/stock/${sku}/${what}`, { caller: stockKeeper, body, headers: { "Idempotency-Key": key } });
  /** Sets what is set at a version seen. */
  const put = (path: string, body: unknown, version: number, key?: string) =>
    call(`PUT /v1/${path}`, {
      caller: stockKeeper,
      body,
      headers: { "If-Match": `"${version}"`, ...(key === undefined ? {} : { "Idempotency-Key": key }) },
    });
  const get = (path: string) => call(`GET /v1/${path}`, { caller: stockKeeper });
  const movements = async (sku: string) => {
    const items: Movement[] = [];
    const ledgers = ledgersOf(await ports.stock.get(sku));
    for (let from: string | null = null; ; ) {
      const page = await ports.stock.listMovements(sku, ledgers, 1000, from);
      items.push(...page.items);
      if (page.position === null) return items;
      from = page.position;
    }
  };
  /** Every location whose counters are not what the ledger says. */
  const drift = async (sku: string) => {
    const told = toldBy(await movements(sku));
    const stock = await ports.stock.get(sku);
    return findDrift(stock, expectedCounters(stock, told)).map((finding) => finding.drift);
  };
  const events = queueHandler(
    react("inventory-events", inventory.reactions as Readonly<Record<string, Reaction<Ports>>>, ports),
    // Nothing moves to the dead letters: whoever waits for "done" sees that it comes again.
    { sqs: { send: async () => ({}) } as never, deadLetterQueueUrl: "dead-letters", maxReceives: 99 },
  );
  /** Delivers a fact as the queue does. */
  const hear = async <Contract extends EventContract>(
    { name, version }: Contract,
    data: FactData<Contract>,
  ): Promise<"done" | "again"> => {
    const metadata = {
      eventId: "any_1.1",
      type: name,
      schemaVersion: version,
      aggregateId: "any_1",
      sequence: 1,
      occurredAt: "2026-11-23T09:30:00.000Z",
      actor: "orders-checkout",
      correlationId: "correlation-1",
      causationId: "request-1",
      causationDepth: 1,
    };
    const body = JSON.stringify({
      id: "id-1",
      time: metadata.occurredAt,
      "detail-type": name,
      detail: { metadata, data },
    });
    const record = { messageId: "m", body, attributes: { ApproximateReceiveCount: "1" } };
    const answer = await events(
      { Records: [record] } as unknown as SQSEvent,
      { functionName: "under-test" } as Context,
    );
    return (answer as SQSBatchResponse).batchItemFailures.length === 0 ? "done" : "again";
  };
  return { table, ports, call, hear, post, put, get, movements, drift, factsOf };
}
