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
