import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { sdkPatience } from "@millrace/aws/patience";
import { traced, withoutACaller } from "./clients.ts";

/**
 * Traces a client of the SDK. Its log middleware goes: it copies every request and answer, to be logged by nobody,
 * which took a twelfth of a checkout's CPU.
 */
function tracedSdk<Client extends EventBridgeClient | SNSClient>(client: Client): Client {
  client.middlewareStack.removeByTag("LOGGER");
  return traced(client);
}

/** The SDK's client for EventBridge, traced. Apart from ours, so that nothing loads the SDK that can do without. */
export function eventBridge(): EventBridgeClient {
  return tracedSdk(new EventBridgeClient(sdkPatience(withoutACaller)));
}
/** The SDK's client for SNS, traced. */
export function sns(): SNSClient {
  return tracedSdk(new SNSClient(sdkPatience(withoutACaller)));
}
