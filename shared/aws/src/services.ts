import type { GetSecretValueRequest, GetSecretValueResponse } from "@aws-sdk/client-secrets-manager";
import type { SendEmailRequest, SendEmailResponse } from "@aws-sdk/client-sesv2";
import type { SendMessageRequest, SendMessageResult } from "@aws-sdk/client-sqs";
import { Client, type Given, type Service } from "./client.ts";
import type { Patience } from "./patience.ts";

const secretsManagerService: Service = {
  name: "SecretsManager",
  variable: "SECRETS_MANAGER",
  host: "secretsmanager",
  requestOf: (operation) => ({
    headers: { "content-type": "application/x-amz-json-1.1", "x-amz-target": `secretsmanager.${operation}` },
  }),
};

const sqsService: Service = {
  name: "SQS",
  variable: "SQS",
  host: "sqs",
  requestOf: (operation) => ({
    headers: {
      "content-type": "application/x-amz-json-1.0",
      "x-amz-target": `AmazonSQS.${operation}`,
      "x-amzn-query-mode": "true",
    },
  }),
};

const sesService: Service = {
  name: "SESv2",
  variable: "SESV2",
  host: "email",
  // The only operation there is here.
  requestOf: () => ({ path: "/v2/email/outbound-emails", headers: { "content-type": "application/json" } }),
};

/** Its endpoint is the socket's own, stage included. */
const apiGatewayManagementService: Service = {
  name: "ApiGatewayManagementApi",
  variable: "APIGATEWAYMANAGEMENTAPI",
  host: "execute-api",
  // The only operation there is here; a connection's id ends with "=".
  requestOf: (_, input) => {
    const { ConnectionId, Data } = input as PostToConnection;
    const path = `/@connections/${encodeURIComponent(ConnectionId)}`;
    return { path, headers: { "content-type": "application/octet-stream" }, body: Data };
  },
};

/** A message for one connection of a WebSocket API. */
type PostToConnection = { readonly ConnectionId: string; readonly Data: string };

/** Secrets Manager, as far as a function reads its secrets. */
export class SecretsManager extends Client<{
  readonly GetSecretValue: [GetSecretValueRequest, GetSecretValueResponse];
}> {
  constructor(patience: Patience, given?: Given) {
    super(secretsManagerService, patience, given);
  }
}

/** SQS, as far as a function sends. */
export class Sqs extends Client<{ readonly SendMessage: [SendMessageRequest, SendMessageResult] }> {
  constructor(patience: Patience, given?: Given) {
    super(sqsService, patience, given);
  }
}

/** SES, as far as a function mails. */
export class Ses extends Client<{ readonly SendEmail: [SendEmailRequest, SendEmailResponse] }> {
  constructor(patience: Patience, given?: Given) {
    super(sesService, patience, given);
  }
}

/** The connections of a WebSocket API, as far as a function sends to them. */
export class ApiGatewayManagementApi extends Client<{ readonly PostToConnection: [PostToConnection, object] }> {
  constructor(patience: Patience, given: Given & { readonly endpoint: string }) {
    super(apiGatewayManagementService, patience, given);
  }
}
