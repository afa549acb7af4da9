import type { AwsCall } from "../ports.ts";

export type InjectedError = {
  readonly code: string;
  readonly message: string;
  readonly status: number;
  readonly members?: object;
};

/** What a throttled caller sees, by service; source: "Common errors" and the operation pages of each API reference. */
const throttles: Readonly<Record<string, InjectedError>> = {
  dynamodb: {
    code: "ProvisionedThroughputExceededException",
    message: "The level of configured provisioned throughput for the table was exceeded. (injected)",
    status: 400,
  },
  "execute-api": { code: "LimitExceededException", message: "Too many requests (injected)", status: 429 },
  ses: { code: "TooManyRequestsException", message: "Too many requests (injected)", status: 429 },
  sns: { code: "Throttled", message: "Rate exceeded (injected)", status: 429 },
  sqs: {
    code: "RequestThrottled",
    message: "The request was denied due to request throttling. (injected)",
    status: 400,
  },
};

export function throttleError(service: string): InjectedError {
  return throttles[service] ?? { code: "ThrottlingException", message: "Rate exceeded (injected)", status: 400 };
}

/**
 * What DynamoDB answers when another transaction holds an item; source: TransactWriteItems and PutItem, "Errors", in the
 * DynamoDB API reference.
 */
export function conflictError({ operation, input }: Pick<AwsCall, "operation" | "input">): InjectedError {
  if (!operation.startsWith("Transact")) {
    return { code: "TransactionConflictException", message: "Transaction is ongoing for the item", status: 400 };
  }
  const items = Array.isArray(input.TransactItems) ? input.TransactItems : [];
  const reasons = items.map(() => ({ Code: "TransactionConflict", Message: "Transaction is ongoing for the item" }));
  const codes = reasons.map(({ Code }) => Code).join(", ");
  return {
    code: "TransactionCanceledException",
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    status: 400,
    members: { CancellationReasons: reasons },
  };
}
