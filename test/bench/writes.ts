import { randomUUID } from "node:crypto";
import { XRayClient } from "@aws-sdk/client-xray";
import { type LocalReady, readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { requests } from "../e2e/requests.ts";
import { type Scene, sendOf } from "../e2e/scene.ts";
import { createAdmin } from "../support/admin.ts";
import { startStack } from "../support/npm-start.ts";
import { bodyOf, openStore } from "../support/store.ts";
import { type KeyedWrite, keyedWritesOf, keyHeader } from "./keyed-writes.ts";
import { median, type Row } from "./report.ts";
import { type Call, newTraceId, readCalls, roundTripsOf } from "./request-calls.ts";

/** A write that was made once, with the round trips it took. */
type Made = KeyedWrite & { readonly trips: readonly (readonly Call[])[] };

type Use = { readonly requests: number; readonly trips: number };

/** Of the median write of each service: what it must know to decide, and one transaction. */
const budgets: Readonly<Record<string, Use>> = {
  catalog: { requests: 3, trips: 3 },
  inventory: { requests: 3, trips: 2 },
  promotions: { requests: 2, trips: 2 },
  tax: { requests: 2, trips: 2 },
  shipping: { requests: 3, trips: 3 },
  carts: { requests: 3, trips: 3 },
  customers: { requests: 2, trips: 2 },
  orders: { requests: 3, trips: 3 },
};

/** Of the mean write of all, in which one more request of any route shows. */
const meanBudget: Use = { requests: 2.8, trips: 2.71 };

/** Makes each write once, with a key and a trace of its own. */
async function makeAll(ready: LocalReady): Promise<readonly Made[]> {
  const store = await openStore(ready);
  const [shopper, sku] = await Promise.all([store.aShopper(), store.sell(1_000)]);
  const scene: Scene = { store, shopper, sku };
  const [admin, xray] = [createAdmin(ready), new XRayClient(awsSettings(ready))];
  const made: Made[] = [];
  for (const write of keyedWritesOf(store.document)) {
    const request = await requests[write.id]?.(scene);
    if (request === undefined) throw new Error(`No request of ${write.id} is known.`);
    // What still goes on might touch the same items, and let a transaction be tried again.
    await admin.rest();
    const traceId = newTraceId(await admin.now());
    const headers = { ...request.headers, [keyHeader]: randomUUID(), "x-amzn-trace-id": `Root=${traceId};Sampled=1` };
    const answer = await store.api(write.method, request.path, { ...sendOf(request), headers });
    bodyOf(answer, answer.status < 300 ? answer.status : 200);
    made.push({ ...write, trips: roundTripsOf(await readCalls(xray, traceId)) });
  }
  return made;
}

function useOf({ trips }: Made): Use {
  return { requests: trips.flat().length, trips: trips.length };
}

function mean(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

/** What the writes of one service take; a service with one write tells which. */
function serviceRows(service: string, made: readonly Made[]): readonly Row[] {
  const only = made.length === 1 ? made[0] : undefined;
  function row(what: string, of: keyof Use): Row {
    const values = made.map((each) => useOf(each)[of]);
    const most = budgets[service]?.[of];
    return {
      what: `${service}: ${what} of a keyed write, median`,
      value: median(values),
      unit: "",
      ...(most === undefined ? {} : { budget: { atMost: most } }),
      note: only === undefined ? `${Math.min(...values)} to ${Math.max(...values)}, ${made.length} routes` : only.id,
    };
  }
  return [row("DynamoDB requests", "requests"), row("round trips", "trips")];
}

function meanRow(what: string, made: readonly Made[], of: keyof Use): Row {
  const value = mean(made.map((each) => useOf(each)[of]));
  return { what: `${what} of a keyed write, mean of all`, value, unit: "", budget: { atMost: meanBudget[of] } };
}

/** `GetItem + Query, TransactWriteItems`: two at once, then one. */
function told({ trips }: Made): string {
  return trips.map((calls) => calls.map(({ operation }) => operation).join(" + ")).join(", ");
}

function rowsOf(made: readonly Made[]): readonly Row[] {
  const services = [...new Set(made.map(({ service }) => service))];
  return [
    ...services.flatMap((service) =>
      serviceRows(
        service,
        made.filter((each) => each.service === service),
      ),
    ),
    meanRow("DynamoDB requests", made, "requests"),
    meanRow("round trips", made, "trips"),
    ...made.map((each) => ({
      what: `  ${each.service}: requests of ${each.id}`,
      value: useOf(each).requests,
      unit: "",
      note: told(each),
    })),
  ];
}

/** Of a stack of its own, or with MILLRACE_READY_FILE of one that already runs. */
export async function measure(): Promise<readonly Row[]> {
  const readyFile = process.env["MILLRACE_READY_FILE"];
  if (readyFile !== undefined) return rowsOf(await makeAll(readLocalReady(readyFile)));
  const stack = await startStack();
  try {
    return rowsOf(await makeAll(stack.ready));
  } finally {
    await stack.interrupt();
  }
}
