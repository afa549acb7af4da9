import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SNSClient } from "@aws-sdk/client-sns";
import { DynamoDb } from "@millrace/aws/dynamodb";
import { type Patience, sdkPatience } from "@millrace/aws/patience";
import { SecretsManager, Ses, Sqs } from "@millrace/aws/services";
import { captureAWSv3Client } from "aws-xray-sdk-core";
import { tracer } from "./observability.ts";

/** Traces a client's calls, of ours or of the SDK. Powertools' own way takes none but the SDK's. */
function traced<Client extends Parameters<typeof captureAWSv3Client>[0]>(client: Client): Client {
  return tracer.isTracingEnabled() ? captureAWSv3Client(client) : client;
}

/**
 * The same for a client of the SDK. Its log middleware goes: it copies every request and answer, to be logged by nobody,
 * which took a twelfth of a checkout's CPU.
 */
function tracedSdk<Client extends EventBridgeClient | SNSClient>(client: Client): Client {
  client.middlewareStack.removeByTag("LOGGER");
  return traced(client);
}

/** How long an API call may take: a caller hears within two seconds that it is to try again. */
const withinACall: Patience = { attempts: 5, firstMilliseconds: 20, answerMilliseconds: 1_500 };
/** Nobody waits for what a queue or the stream brings; the message comes again. */
const withoutACaller: Patience = { attempts: 5, firstMilliseconds: 50, answerMilliseconds: 5_000 };

/**
 * Every client of AWS in the product is made here, traced and with its patience, and from here alone it would be
 * replaced: for DynamoDB.
 */
export function dynamodb(): DynamoDb {
  return traced(new DynamoDb(withinACall));
}
/** For EventBridge, traced: the SDK's own. */
export function eventBridge(): EventBridgeClient {
  return tracedSdk(new EventBridgeClient(sdkPatience(withoutACaller)));
}
/** For Secrets Manager, traced. */
export function secretsManager(): SecretsManager {
  return traced(new SecretsManager(withinACall));
}
/** For SES, traced. One attempt only: SES has no idempotency key, so a retry after a lost answer would mail twice. */
export function ses(): Ses {
  return traced(new Ses({ ...withoutACaller, attempts: 1 }));
}
/** For SNS, traced: the SDK's own. */
export function sns(): SNSClient {
  return tracedSdk(new SNSClient(sdkPatience(withoutACaller)));
}
/** For SQS, traced. */
export function sqs(): Sqs {
  return traced(new Sqs(withoutACaller));
}
