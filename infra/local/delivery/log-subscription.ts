import { gzipSync } from "node:zlib";
import type { Cancel, Context, Part, Resource, Service } from "../ports.ts";
import { accountId } from "../template/physical.ts";
import type { AsyncInvoke } from "./async-invoke.ts";
import { nameOf } from "./ids.ts";
import { logFilter } from "./log-filter.ts";

export const logSubscriptions = {
  source: "CloudWatch Logs User Guide",
  types: {
    "AWS::Logs::SubscriptionFilter": {
      model: "delivery/log-subscription.ts",
      supports: ["LogGroupName", "DestinationArn", "FilterPattern"],
      refuses: ({ FilterPattern = "" }) => [
        logFilter(String(FilterPattern)) === undefined && `FilterPattern: ${String(FilterPattern)}`,
      ],
    },
  },
  create: createLogSubscriptions,
} satisfies Service;

function createLogSubscriptions({ context, asyncInvoke }: { context: Context; asyncInvoke: AsyncInvoke }): Part {
  const filters = context.resources.ofType("AWS::Logs::SubscriptionFilter");
  const subscriptions = filters.map((filter) => createLogSubscription(filter, context, asyncInvoke));
  return {
    apis: [],
    busy: () => subscriptions.some((subscription) => subscription.busy()),
    stop() {
      for (const subscription of subscriptions) subscription.stop();
    },
  };
}

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

function createLogSubscription({ ref, properties }: Resource, { clock, logs }: Context, asyncInvoke: AsyncInvoke) {
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
