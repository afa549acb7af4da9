import { AsyncLocalStorage } from "node:async_hooks";
import { buffer } from "node:stream/consumers";
import type { Intercept } from "../support/sdk-calls.ts";
import { isSingleWrite, keysOf } from "./conflicts.ts";
import { type Call, roundTripsOf } from "./request-calls.ts";
import type { SimulatedTime } from "./simulated-time.ts";
import { isOfDynamoDb } from "./steps.ts";
import type { Shop } from "./with-shop.ts";

/** What a call of DynamoDB takes beside what is modeled: the way there and back within a region. */
const tripMilliseconds = 3;

/** A buyer's checkout, ready to be made. */
export type Checkout = Awaited<ReturnType<Shop["aBuyer"]>>;

/** What one buyer's checkout came to; times in milliseconds. */
export type Visit = {
  /** `201`, else status and code: `409 inventory.insufficient`. */
  readonly answer: string;
  readonly milliseconds: number;
  readonly transactions: number;
  readonly singleWrites: number;
  readonly roundTrips: number;
  /** Write units of all tries: two for an item in a transaction, one for a single write, if none is above 1 KB. */
  readonly writeUnits: number;
};

/** One call of DynamoDB that a buyer's checkout made. */
type VisitCall = Call & { readonly writeUnits: number };

function writeUnitsOf(operation: string, body: string): number {
  if (operation === "TransactWriteItems") return 2 * keysOf(body).length;
  return isSingleWrite(operation) ? 1 : 0;
}

/** The answer with its body at hand, so that reading it waits for nothing outside. */
async function received(answer: unknown): Promise<unknown> {
  const { response } = answer as { readonly response: { body: Uint8Array | NodeJS.ReadableStream } };
  if (response.body instanceof Uint8Array) return answer;
  const bytes = await buffer(response.body);
  return Object.assign(answer as object, { response: Object.assign(response, { body: new Blob([bytes]).stream() }) });
}

/** A stand-in for the network between the buyers and DynamoDB, which notes each buyer's calls. */
function networkIn(time: SimulatedTime, meanwhile: Intercept, callsOf: () => VisitCall[] | undefined): Intercept {
  return async (call, send) => {
    if (!isOfDynamoDb(call.operation)) return undefined;
    const startedAt = time.now();
    const isRead = !(isSingleWrite(call.operation) || call.operation === "TransactWriteItems");
    if (isRead) await time.pause(tripMilliseconds);
    const answer = (await meanwhile(call, send)) ?? (await time.outside(async () => received(await send())));
    if (isSingleWrite(call.operation)) await time.pause(tripMilliseconds);
    const { operation, body } = call;
    callsOf()?.push({ operation, startedAt, endedAt: time.now(), writeUnits: writeUnitsOf(operation, body) });
    return answer;
  };
}

function visitOf(calls: readonly VisitCall[], answer: string, milliseconds: number): Visit {
  const inOrder = calls.toSorted((one, other) => one.startedAt - other.startedAt);
  return {
    answer,
    milliseconds,
    transactions: calls.filter(({ operation }) => operation === "TransactWriteItems").length,
    singleWrites: calls.filter(({ operation }) => isSingleWrite(operation)).length,
    roundTrips: roundTripsOf(inOrder).length,
    writeUnits: calls.reduce((total, { writeUnits }) => total + writeUnits, 0),
  };
}

/** Lets DynamoDB take its time without anybody noticing. */
export function quiet({ house }: Shop, time: SimulatedTime): void {
  house.answerWith(
    networkIn(
      time,
      async () => undefined,
      () => undefined,
    ),
  );
}

/**
 * Lets everybody check out in the same instant of a simulated time, each as if on a machine of his own.
 *
 * @param meanwhile what DynamoDB does to them
 */
export async function crowd(
  shop: Shop,
  checkouts: readonly Checkout[],
  time: SimulatedTime,
  meanwhile: Intercept,
): Promise<readonly Visit[]> {
  const visiting = new AsyncLocalStorage<VisitCall[]>();
  const startedAt = time.now();
  const visit = (checkout: Checkout) => {
    const calls: VisitCall[] = [];
    return visiting.run(calls, async () => {
      const { status, body } = await checkout();
      return visitOf(calls, status === 201 ? "201" : `${status} ${body.code}`, time.now() - startedAt);
    });
  };
  shop.house.answerWith(networkIn(time, meanwhile, () => visiting.getStore()));
  const visits = await Promise.all(checkouts.map(visit));
  quiet(shop, time);
  return visits;
}
