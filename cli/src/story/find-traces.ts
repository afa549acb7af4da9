import { paginateBatchGetTraces, paginateGetTraceSummaries, type XRayClient } from "@aws-sdk/client-xray";
import { orderNumber } from "@millrace/contracts/orders";
import { isId } from "@millrace/kernel/ids";
import { ArgumentsError } from "../command-line.ts";
import { annotated, linkedTraceIds, type Segment, type Trace } from "./segment.ts";

/** X-Ray searches at most six hours at once, and keeps traces for thirty days. */
const windowMilliseconds = 6 * 3_600_000;
const keptMilliseconds = 30 * 24 * 3_600_000;
const marginMilliseconds = 60_000;
const idsPerBatch = 5;
/** A link leads at most from a notice back to the call behind it; more rounds than this would be a loop. */
const maximumRounds = 5;

/**
 * Every trace of an order's story: those annotated with its id, those of the same correlation ids, and those they link
 * to. A trace that belongs to other orders only is left out.
 */
export async function findTraces(client: XRayClient, orderId: string, now: number): Promise<readonly Trace[]> {
  const ranges = timeRanges(placedAt(orderId), now);
  const found = new Map<string, Trace>();
  const add = async (ids: Iterable<string>): Promise<void> => {
    const missing = [...new Set(ids)].filter((id) => !found.has(id));
    for (const trace of await fetchTraces(client, missing)) {
      const orderIds = annotated(trace, "orderId");
      if (orderIds.size === 0 || orderIds.has(orderId)) found.set(trace.id, trace);
    }
  };
  await add(await search(client, ranges, "orderId", orderId));
  const isOfOrder = (annotations: NonNullable<Segment["annotations"]>) => annotations.orderId === orderId;
  const correlationIds = new Set(
    [...found.values()].flatMap((trace) => [...annotated(trace, "correlationId", isOfOrder)]),
  );
  for (const correlationId of correlationIds) await add(await search(client, ranges, "correlationId", correlationId));
  for (let round = 0, before = -1; round < maximumRounds && found.size !== before; round += 1) {
    before = found.size;
    await add([...found.values()].flatMap(linkedTraceIds));
  }
  return [...found.values()];
}

/**
 * The id of the order that is asked for by id or number; undefined where no trace of the number is known. A number is the
 * end of the id, so the traces of the last thirty days are searched for it, the newest first.
 *
 * @throws ArgumentsError when the text is neither
 */
export async function orderIdOf(client: XRayClient, asked: string, now: number): Promise<string | undefined> {
  if (isId("order", asked)) return asked;
  if (!orderNumber.safeParse(asked.toUpperCase()).success)
    throw new ArgumentsError(`"${asked}" is neither an order's id nor its number, which looks like M-5X7T-9V1X-3Z5B`);
  const end = asked.slice("M-".length).replaceAll("-", "").toLowerCase();
  const FilterExpression = `annotation.orderId ENDSWITH "${end}"`;
  for (const range of timeRanges(now - keptMilliseconds, now).toReversed()) {
    for await (const { TraceSummaries = [] } of paginateGetTraceSummaries({ client }, { ...range, FilterExpression })) {
      const values = TraceSummaries.flatMap(({ Annotations }) => Annotations?.["orderId"] ?? []);
      const found = values.map(({ AnnotationValue }) => AnnotationValue?.StringValue).find((id) => id?.endsWith(end));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/**
 * When the order was placed, in milliseconds: the time in its id.
 * @throws ArgumentsError when the text is no order id
 */
export function placedAt(orderId: string): number {
  const time = /^ord_([0-9a-hjkmnp-tv-z]{10})[0-9a-hjkmnp-tv-z]{16}$/.exec(orderId)?.[1];
  if (time === undefined)
    throw new ArgumentsError(`"${orderId}" is no order id; one looks like ord_01k8zq4m3n5p7r9t1v3x5z7b9d`);
  return [...time].reduce((value, digit) => value * 32 + "0123456789abcdefghjkmnpqrstvwxyz".indexOf(digit), 0);
}

/** From shortly before the order was placed until now, in pieces X-Ray searches at once. */
export function timeRanges(
  placed: number,
  now: number,
): readonly { readonly StartTime: Date; readonly EndTime: Date }[] {
  const last = Math.max(now, placed) + marginMilliseconds;
  const first = Math.max(placed - marginMilliseconds, now - keptMilliseconds);
  const count = Math.max(1, Math.ceil((last - first) / windowMilliseconds));
  return Array.from({ length: count }, (_, index) => ({
    StartTime: new Date(first + index * windowMilliseconds),
    EndTime: new Date(Math.min(last, first + (index + 1) * windowMilliseconds)),
  }));
}

async function search(
  client: XRayClient,
  ranges: ReturnType<typeof timeRanges>,
  key: string,
  value: string,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const range of ranges) {
    const asked = { ...range, FilterExpression: `annotation.${key} = "${value}"` };
    for await (const { TraceSummaries = [] } of paginateGetTraceSummaries({ client }, asked)) {
      ids.push(...TraceSummaries.flatMap(({ Id }) => Id ?? []));
    }
  }
  return ids;
}

async function fetchTraces(client: XRayClient, ids: readonly string[]): Promise<readonly Trace[]> {
  const traces: Trace[] = [];
  for (let from = 0; from < ids.length; from += idsPerBatch) {
    const TraceIds = ids.slice(from, from + idsPerBatch);
    for await (const { Traces = [] } of paginateBatchGetTraces({ client }, { TraceIds })) {
      for (const { Id: id = "", Segments = [] } of Traces) {
        traces.push({ id, segments: Segments.flatMap(({ Document }) => (Document ? [JSON.parse(Document)] : [])) });
      }
    }
  }
  return traces;
}
