import { afterEach, beforeAll, describe, expect, inject, it } from "vitest";
import { createApi } from "../../cli/src/http-client.ts";
import { readLocalReady } from "../../cli/src/ready.ts";
import { requests } from "../e2e/requests.ts";
import { sendOf } from "../e2e/scene.ts";
import { type CallFault, createAdmin } from "../support/admin.ts";
import { routesOf } from "../support/operations.ts";
import { expectProblem } from "../support/problem.ts";
import { openStore, type Store } from "../support/store.ts";

const ready = readLocalReady(inject("readyFile"));
const admin = createAdmin(ready);
// Unchecked: what happens in trouble is no route's own answer.
const api = createApi(ready.apiUrl);

let store: Store;
let shopper: Awaited<ReturnType<Store["aShopper"]>>;
let sku: string;
beforeAll(async () => {
  store = await openStore(ready);
  [shopper, sku] = await Promise.all([store.aShopper(), store.sell(1_000)]);
});
afterEach(() => admin.setFaults([]));

function every(call: string, fault: CallFault["fault"]): CallFault {
  return { function: "*", call: `dynamodb:${call}`, occurrence: "every", fault };
}
const reads = ["GetItem", "BatchGetItem", "Query"];
const writes = ["TransactWriteItems", "PutItem", "UpdateItem", "DeleteItem"];

/** A good request of each operation, answered while these calls fail; an operation that makes none of them succeeds. */
async function expectBusy(calls: readonly string[], isConcerned: (method: string) => boolean): Promise<void> {
  for (const route of routesOf(store.document).filter(({ method }) => isConcerned(method))) {
    const request = await requests[route.id]?.({ store, shopper, sku });
    if (request === undefined) continue;
    await admin.setFaults(calls.map((call) => every(call, "throttle")));
    const answer = await api(route.method, request.path, sendOf(request));
    await admin.setFaults([]);
    if (answer.status < 300) continue;
    expectProblem(answer, 503);
    expect({ operation: route.id, code: answer.json.code }).toEqual({ operation: route.id, code: "service.busy" });
    expect(answer.headers.get("retry-after")).toMatch(/^[1-9]\d*$/);
  }
}

describe("a store that has no time", () => {
  it("makes every operation answer 503, and when to come again", async () => {
    await expectBusy([...reads, ...writes], () => true);
  });

  it("makes every operation that writes answer so, too, when it can still be read", async () => {
    await expectBusy(writes, (method) => method !== "GET");
  });

  it.each([
    ["GET", "/v1/products", "Query"],
    ["GET", "/v1/contacts", "Query"],
  ])("is not waited for when it does not answer at all: %s %s", async (method, path, call) => {
    await admin.setFaults([every(call, "timeout")]);
    const answer = await api(method, path, { token: shopper.token });
    expectProblem(answer, 503);
    expect(answer.json).toMatchObject({ code: "service.busy" });
  });
});
