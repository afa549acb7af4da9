import { TransactionCanceledException } from "@aws-sdk/client-dynamodb";
import type { HttpAnswer } from "@millrace/aws/transport";
import type { Table } from "@millrace/table/table";

/** One call on its way to DynamoDB, in the SDK's words: `TransactWriteItemsCommand`. */
export type DynamoDbCall = {
  readonly command: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Sends it on, as often as wished, with another input if given; answers DynamoDB's output. */
  forward(input?: object): Promise<Readonly<Record<string, unknown>>>;
};

/** Puts a stand-in between a table's client and DynamoDB: it sees every call and answers, fails or forwards it. */
export function intercept(table: Table, standIn: (call: DynamoDbCall) => Promise<object>): void {
  table.client.middlewareStack.add((next, { commandName: command }) => async ({ input: given, request }) => {
    let response: HttpAnswer | undefined;
    const forward = async (input: object = given) => {
      const answered = await next({ input, request });
      response = answered.response;
      return answered.output as Readonly<Record<string, unknown>>;
    };
    const output = await standIn({ command, input: { ...given }, forward });
    return { output, response };
  });
}

/** The cancellation of a transaction with one reason per action, as DynamoDB gives it. */
export function canceled(...codes: readonly string[]): TransactionCanceledException {
  return new TransactionCanceledException({
    $metadata: { httpStatusCode: 400 },
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(", ")}]`,
    CancellationReasons: codes.map((Code) => ({ Code })),
  });
}

/** Lets the first calls of these commands fail, one for each given error, and the others through. */
function failFirst(table: Table, commands: readonly string[], failures: readonly Error[]) {
  let sent = 0;
  intercept(table, ({ command, forward }) => {
    if (!commands.includes(command)) return forward();
    const failure = failures[sent];
    sent += 1;
    return failure === undefined ? forward() : Promise.reject(failure);
  });
  return { sent: () => sent };
}

/** Lets the first transactions fail, one for each given error, and the others through; answers how many were sent. */
export function failTransactions(table: Table, failures: readonly Error[]): { readonly sent: () => number } {
  return failFirst(table, ["TransactWriteItemsCommand"], failures);
}

/** The same for the first writes of one item. */
export function failWrites(table: Table, failures: readonly Error[]): { readonly sent: () => number } {
  return failFirst(table, ["PutItemCommand", "UpdateItemCommand"], failures);
}
