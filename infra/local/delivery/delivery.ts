import type { Context, QueuePolicies } from "../ports.ts";
import { asyncInvocation } from "./async-invoke.ts";
import { eventBridge } from "./event-bridge.ts";
import { type EventSourceNeeds, eventSources } from "./event-sources.ts";
import { s3 } from "./failure-record.ts";
import { logSubscriptions } from "./log-subscription.ts";
import { sqs } from "./sqs.ts";
import { sns } from "./topic.ts";

export type DeliveryOptions = Pick<EventSourceNeeds, "disturb" | "dynamodbEndpoint" | "onTableWrite"> & {
  readonly queuePolicies: QueuePolicies;
  /** Base URL of the AWS endpoint. */
  readonly awsUrl: string;
};

/** The services that carry messages and events between functions, each made of those before it. */
export function createDelivery(surroundings: Context, options: DeliveryOptions) {
  const { disturb, queuePolicies, awsUrl } = options;
  const invoke: Context["invoke"] = (functionName, event, more) =>
    surroundings.invoke(functionName, event, { ...more, urgency: "delivery" });
  const context = { ...surroundings, invoke };
  const queues = sqs.create({ context, disturb, queuePolicies });
  const buckets = s3.create();
  const asyncInvoke = asyncInvocation.create({ context, disturb, queues });
  return {
    sqs: queues,
    s3: buckets,
    asyncInvocation: asyncInvoke,
    sns: sns.create({ context, queues, queuePolicies, awsUrl }),
    eventSources: eventSources.create({ context, queues, buckets, ...options }),
    eventBridge: eventBridge.create({ context, disturb, queues, queuePolicies, asyncInvoke }),
    logSubscriptions: logSubscriptions.create({ context, asyncInvoke }),
  };
}
