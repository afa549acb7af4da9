import { gzipSync } from "node:zlib";
import type { Cancel, Context, Resource } from "../ports.ts";
import { accountId } from "../template/physical.ts";
import type { AsyncInvoke } from "./async-invoke.ts";
import { nameOf } from "./ids.ts";
import { logFilter } from "./log-filter.ts";

type LogEvent = { readonly id: string; readonly timestamp: number; readonly message: string };

/** What a function gets from a subscription filter (CloudWatch Logs user guide, "Subscription filters with Lambda"). */
function logPayload(filterName: string, logGroup: string, logEvents: readonly LogEvent[]) {
  const data = {
    messageType: "DATA_MESSAGE",
    owner: accountId,
    logGroup,
    logStream: "local",
    subscriptionFilters: [filterName],
    logEvents,
  };
  return { awslogs: { data: gzipSync(JSON.stringify(data)).toString("base64") } };
}

/** Lines of a group go out together when none of them has waited longer than this. */
const gatherMilliseconds = 100;

export type LogSubscription = { readonly busy: () => boolean; readonly stop: Cancel };

export function createLogSubscription(
  { ref, properties }: Resource,
  context: Context,
  asyncInvoke: AsyncInvoke,
): LogSubscription {
  const { clock, logs } = context;
  const logGroupName = String(properties.LogGroupName);
  const admits = logFilter(String(properties.FilterPattern ?? "")) ?? (() => false);
  let gathered: LogEvent[] = [];
  let count = 0;
  let cancel: Cancel = () => {};

  function flush(): void {
    asyncInvoke.send(nameOf(String(properties.DestinationArn)), logPayload(ref, logGroupName, gathered));
    gathered = [];
  }

  logs.subscribe((logGroup, message, timestamp) => {
    if (logGroup !== logGroupName || !admits(message)) return;
    if (gathered.length === 0) cancel = clock.after(gatherMilliseconds, flush);
    count += 1;
    gathered.push({ id: String(count).padStart(56, "0"), timestamp, message });
  });
  return { busy: () => gathered.length > 0, stop: () => cancel() };
}
