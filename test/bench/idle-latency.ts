import { XRayClient } from "@aws-sdk/client-xray";
import { eventually } from "../../cli/src/eventually.ts";
import type { LocalReady } from "../../cli/src/ready.ts";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { findTraces } from "../../cli/src/story/find-traces.ts";
import { allSegments, type Trace } from "../../cli/src/story/segment.ts";
import type { Shoppers } from "./shoppers.ts";

/** When the checkout's transaction was answered, and when the order's payment was asked for; in seconds. */
function momentsOf(traces: readonly Trace[], stage: string) {
  const named = (name: string) => traces.find(({ segments }) => segments.some((segment) => segment.name === name));
  const committed = allSegments(named(`${stage}-orders-checkout`)?.segments ?? []).find(
    ({ aws }) => aws?.["operation"] === "TransactWriteItems",
  );
  const invoked = (named(`${stage}-payments-events`)?.segments ?? []).find(({ origin }) => origin === "AWS::Lambda");
  if (committed?.end_time === undefined || invoked === undefined) return undefined;
  return { committed: committed.end_time, invoked: invoked.start_time };
}

/**
 * Milliseconds from the commit of `order.placed` to the invocation of its consumer, of so many orders bought one by one
 * while nothing else is under way.
 */
export async function idleLatencies(ready: LocalReady, shoppers: Shoppers, orders: number): Promise<readonly number[]> {
  const client = new XRayClient(awsSettings(ready));
  const latencies: number[] = [];
  for (let order = 0; order < orders; order += 1) {
    const [orderId = ""] = (await shoppers.rush(1, 1)).orderIds;
    const { committed, invoked } = await eventually(`the traces of ${orderId}`, async () =>
      momentsOf(await findTraces(client, orderId, Date.now()), ready.stage),
    );
    latencies.push((invoked - committed) * 1_000);
  }
  client.destroy();
  return latencies;
}
