import { BatchGetTracesCommand, GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import type { Ready } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";

/** X-Ray gives that many traces at a time. */
const batch = 5;
const hour = 3_600_000;

/** Every segment document that X-Ray holds of an order, as it was sent, through AWS's own SDK. */
export async function traceDocuments(ready: Ready, orderId: string, now: Date): Promise<readonly string[]> {
  const xray = new XRayClient(awsSettings(ready));
  const range = { StartTime: new Date(now.getTime() - hour), EndTime: new Date(now.getTime() + hour) };
  const FilterExpression = `annotation.orderId = "${orderId}"`;
  const { TraceSummaries = [] } = await xray.send(new GetTraceSummariesCommand({ ...range, FilterExpression }));
  const ids = TraceSummaries.map(({ Id }) => Id ?? "");
  const documents: string[] = [];
  for (let start = 0; start < ids.length; start += batch) {
    const TraceIds = ids.slice(start, start + batch);
    const { Traces = [] } = await xray.send(new BatchGetTracesCommand({ TraceIds }));
    for (const { Segments = [] } of Traces) documents.push(...Segments.map(({ Document = "" }) => Document));
  }
  return documents;
}

type Segment = {
  readonly name: string;
  readonly aws?: { readonly operation?: string };
  readonly subsegments?: readonly Segment[];
};

function callsIn({ name, aws, subsegments = [] }: Segment): readonly string[] {
  return [...(aws?.operation === undefined ? [] : [`${name} ${aws.operation}`]), ...subsegments.flatMap(callsIn)];
}

/** The SDK calls of a function that the documents show: `DynamoDB GetItem`. */
export function callsOfFunction(documents: readonly string[], functionName: string): ReadonlySet<string> {
  return new Set(
    documents
      .map((document) => JSON.parse(document) as Segment)
      .filter(({ name }) => name === functionName)
      .flatMap(callsIn),
  );
}
