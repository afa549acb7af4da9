import { DynamoDb } from "@millrace/aws/dynamodb";
import type { Patience } from "@millrace/aws/patience";
import { ApiGatewayManagementApi, SecretsManager, Ses, Sqs } from "@millrace/aws/services";
import xRay from "aws-xray-sdk-core";
import { tracer } from "./observability.ts";

/** Traces a client's calls, of ours or of the SDK. Powertools' own way takes none but the SDK's. */
export function traced<Client extends Parameters<typeof xRay.captureAWSv3Client>[0]>(client: Client): Client {
  return tracer.isTracingEnabled() ? xRay.captureAWSv3Client(client) : client;
}

/** How long each attempt may take: a caller whom nobody answers hears within two seconds that he is to try again. */
const withinACall: Patience = { attempts: 5, firstMilliseconds: 20, answerMilliseconds: 1_500 };
/** Nobody waits for what a queue or the stream brings; the message comes again. */
export const withoutACaller: Patience = { attempts: 5, firstMilliseconds: 50, answerMilliseconds: 5_000 };

/**
 * Every client of AWS in the product is made here, or where the SDK's are (`sdk-clients.ts`), traced and with its
 * patience, and from here alone it would be replaced: for DynamoDB.
 */
export function dynamodb(): DynamoDb {
  return traced(new DynamoDb(withinACall));
}
/** For Secrets Manager, traced. */
export function secretsManager(): SecretsManager {
  return traced(new SecretsManager(withinACall));
}
/** For SES, traced. One attempt only: SES has no idempotency key, so a retry after a lost answer would mail twice. */
export function ses(): Ses {
  return traced(new Ses({ ...withoutACaller, attempts: 1 }));
}
/** For SQS, traced. */
export function sqs(): Sqs {
  return traced(new Sqs(withoutACaller));
}
/**
 * For the connections of a socket, traced.
 *
 * @param socketUrl `wss://…/<stage>`
 */
export function socketConnections(socketUrl: string): ApiGatewayManagementApi {
  return traced(new ApiGatewayManagementApi(withoutACaller, { endpoint: socketUrl.replace(/^ws/, "http") }));
}
