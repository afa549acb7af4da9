import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { tracer } from "./observability.ts";
import { patience, tries } from "./patience.ts";

type Client = Parameters<typeof tracer.captureAWSv3Client>[0] & {
  readonly middlewareStack: { removeByTag(tag: string): boolean };
};

/**
 * Traces a client's calls. Its log middleware goes: it copies every request and answer, to be logged by nobody, which took
 * a twelfth of a checkout's CPU.
 */
function traced<C extends Client>(client: C): C {
  client.middlewareStack.removeByTag("LOGGER");
  return tracer.captureAWSv3Client(client);
}

/** How long an API call may take: a caller hears within two seconds that it is to try again. */
const withinACall = patience({ attempts: 5, firstMilliseconds: 20, answerMilliseconds: 1_500 });
/** Nobody waits for what a queue or the stream brings; the message comes again. */
const withoutACaller = patience({ attempts: 5, firstMilliseconds: 50, answerMilliseconds: 5_000 });

/**
 * Every SDK client of the product is made here, traced and with its patience, and from here alone it would be replaced:
 * for DynamoDB.
 */
export function dynamodb(): DynamoDBClient {
  return traced(new DynamoDBClient(withinACall));
}
/** For EventBridge, traced. */
export function eventBridge(): EventBridgeClient {
  return traced(new EventBridgeClient(withoutACaller));
}
/** For Secrets Manager, traced. */
export function secretsManager(): SecretsManagerClient {
  return traced(new SecretsManagerClient(withinACall));
}
/** For SES, traced. One attempt only: SES has no idempotency key, so a retry after a lost answer would mail twice. */
export function ses(): SESv2Client {
  return traced(new SESv2Client({ ...withoutACaller, maxAttempts: 1, retryStrategy: tries(1, 0) }));
}
/** For SNS, traced. */
export function sns(): SNSClient {
  return traced(new SNSClient(withoutACaller));
}
/** For SQS, traced. */
export function sqs(): SQSClient {
  return traced(new SQSClient(withoutACaller));
}
