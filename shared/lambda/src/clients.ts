import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { tracer } from "./observability.ts";

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

/** Every SDK client of the product is made here, traced, and from here alone it would be replaced: for DynamoDB. */
export function dynamodb(): DynamoDBClient {
  return traced(new DynamoDBClient({}));
}
/** For EventBridge, traced. */
export function eventBridge(): EventBridgeClient {
  return traced(new EventBridgeClient({}));
}
/** For Secrets Manager, traced. */
export function secretsManager(): SecretsManagerClient {
  return traced(new SecretsManagerClient({}));
}
/**
 * For SES, traced. One attempt only: SES has no idempotency key, so the SDK's own retry after a lost answer would mail
 * twice.
 */
export function ses(): SESv2Client {
  return traced(new SESv2Client({ maxAttempts: 1 }));
}
/** For SNS, traced. */
export function sns(): SNSClient {
  return traced(new SNSClient({}));
}
/** For SQS, traced. */
export function sqs(): SQSClient {
  return traced(new SQSClient({}));
}
