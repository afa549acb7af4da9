import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SESv2Client } from "@aws-sdk/client-sesv2";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { tracer } from "./observability.ts";

/** Every SDK client of the product is made here, traced, and from here alone it would be replaced. */
export const dynamodb = (): DynamoDBClient => tracer.captureAWSv3Client(new DynamoDBClient({}));
export const eventBridge = (): EventBridgeClient => tracer.captureAWSv3Client(new EventBridgeClient({}));
export const secretsManager = (): SecretsManagerClient => tracer.captureAWSv3Client(new SecretsManagerClient({}));
/** One attempt only: SES has no idempotency key, so the SDK's own retry after a lost answer would mail twice. */
export const ses = (): SESv2Client => tracer.captureAWSv3Client(new SESv2Client({ maxAttempts: 1 }));
export const sns = (): SNSClient => tracer.captureAWSv3Client(new SNSClient({}));
export const sqs = (): SQSClient => tracer.captureAWSv3Client(new SQSClient({}));
