import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Service } from "@millrace/contracts/define-service";
import { sqs } from "@millrace/lambda/clients";
import { queueHandler, react } from "@millrace/lambda/queue";
import { streamHandler } from "@millrace/lambda/stream";
import type { Context, DynamoDBRecord, SQSEvent } from "aws-lambda";
import { createTable } from "./create-table.ts";
import { itemsOf } from "./items.ts";
import { type AnsweredCall, type Intercept, interceptSdkCalls, jsonAnswer, type SdkCall } from "./sdk-calls.ts";

/** One SDK call of a function, counted from 1, that the function does not survive. */
type Crash = { readonly functionName: string; readonly call: number; readonly when: "before" | "after" };

/** What the bus may do to facts; its contract is weak, so all of it must end alike. */
export type Treatment = { readonly copies?: number; readonly reversed?: boolean; readonly crash?: Crash };

type BusEntry = { readonly Source: string; readonly DetailType: string; readonly Detail: string };
type Message = { readonly functionName: string; readonly body: string };
type Mail = { readonly to: string; readonly eventId: string };

class FunctionDied extends Error {
  override readonly name = "FunctionDied";
}

/** More than any life here takes; a message that is still not handled by then never will be. */
const maxRounds = 60;

function context(functionName: string): Context {
  return { functionName, awsRequestId: randomUUID(), getRemainingTimeInMillis: () => 30_000 } as Context;
}

function queueEventOf(body: string): SQSEvent {
  return {
    Records: [
      {
        messageId: randomUUID(),
        receiptHandle: "receipt",
        body,
        attributes: {
          ApproximateReceiveCount: "1",
          SentTimestamp: "0",
          SenderId: "events",
          ApproximateFirstReceiveTimestamp: "0",
        },
        messageAttributes: {},
        md5OfBody: "",
        eventSource: "aws:sqs",
        eventSourceARN: "arn:aws:sqs:us-east-1:000000000000:queue",
        awsRegion: "us-east-1",
      },
    ],
  };
}

/** What SES tells the default bus of a mail it took. */
function emailSent(messageId: string, eventId: string): BusEntry {
  return {
    Source: "aws.ses",
    DetailType: "Email Sent",
    Detail: JSON.stringify({ eventType: "Send", mail: { messageId, tags: { eventId: [eventId] } } }),
  };
}

function envelope() {
  return { id: randomUUID(), time: new Date().toISOString() };
}

/**
 * The services' own composition roots on a table of their own, with relay and consumers driven by hand: the stream is a
 * scan for new journal entries, the bus a list, a queue a list. One house for each test file, because a composition root
 * is made once for each process.
 */
export async function openHouse(
  dynamodbEndpoint: string,
  consumers: () => Promise<readonly (readonly [Service, unknown])[]>,
) {
  const table = await createTable(dynamodbEndpoint);
  const { accessKeyId, secretAccessKey } = await table.client.config.credentials();
  Object.assign(process.env, {
    TABLE_NAME: table.table,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_ENDPOINT_URL_DYNAMODB: dynamodbEndpoint,
    CURSOR_KEY_SECRET_ARN: "arn:cursor-key",
    GUEST_KEY_SECRET_ARN: "arn:guest-key",
    EVENT_BUS_NAME: "bus",
    MAIL_FROM: "shop@example.com",
    MAIL_CONFIGURATION_SET: "mail",
  });
  const { relayPorts } = await import("../../services/relay/src/env.ts");
  const { publishJournal } = await import("../../services/relay/src/commands/publish-journal.ts");
  const relay = streamHandler(publishJournal(relayPorts().bus));
  const policy = { sqs: sqs(), deadLetterQueueUrl: "https://queue", maxReceives: 1_000 };
  const functions = new Map(
    (await consumers()).map(([service, ports]) => {
      const name = `${service.name}-events`;
      const topics = new Set(Object.values(service.reactions).map(({ to }) => to.name));
      return [name, { topics, handler: queueHandler(react(name, service.reactions, ports as never), policy) }];
    }),
  );

  const running = new AsyncLocalStorage<string>();
  let crash: Crash | undefined;
  const calls = new Map<string, number>();
  const cpu = new Map<string, number[]>();
  const bus: BusEntry[] = [];
  const mails: Mail[] = [];
  const published = new Set<string>();
  const seen: AnsweredCall[] = [];
  let standIn: Intercept = async () => undefined;

  const answerInPlaceOfAws = ({ operation, body }: SdkCall): unknown => {
    if (operation === "PutEvents") {
      const entries = (JSON.parse(body) as { Entries: readonly BusEntry[] }).Entries;
      bus.push(...entries);
      return jsonAnswer({ FailedEntryCount: 0, Entries: entries.map(() => ({ EventId: randomUUID() })) });
    }
    if (operation.endsWith("/v2/email/outbound-emails")) {
      const mail = JSON.parse(body) as {
        Destination: { ToAddresses: readonly string[] };
        EmailTags: readonly { Name: string; Value: string }[];
      };
      const eventId = mail.EmailTags.find(({ Name }) => Name === "eventId")?.Value ?? "";
      mails.push({ to: mail.Destination.ToAddresses[0] ?? "", eventId });
      const messageId = randomUUID();
      bus.push(emailSent(messageId, eventId));
      return jsonAnswer({ MessageId: messageId });
    }
    return undefined;
  };

  const restoreSdk = interceptSdkCalls(async (call, send) => {
    const functionName = running.getStore();
    const perform = async () => {
      const answer = ((await standIn(call, send)) ?? answerInPlaceOfAws(call) ?? (await send())) as ReturnType<
        typeof jsonAnswer
      >;
      seen.push({ ...call, ...(functionName && { functionName }), status: answer.response.statusCode });
      return answer;
    };
    if (functionName === undefined) return perform();
    const count = (calls.get(functionName) ?? 0) + 1;
    calls.set(functionName, count);
    if (crash === undefined || crash.functionName !== functionName || crash.call !== count) return perform();
    if (crash.when === "after") await perform();
    throw new FunctionDied(`${functionName} died ${crash.when} call ${count}, ${call.operation}.`);
  });

  const run = async <Result>(functionName: string, task: () => Promise<Result>): Promise<Result> => {
    const before = process.cpuUsage();
    const result = await running.run(functionName, task);
    const { user, system } = process.cpuUsage(before);
    cpu.set(functionName, cpu.get(functionName) ?? []);
    cpu.get(functionName)?.push((user + system) / 1_000);
    return result;
  };

  /** New journal entries as stream records; the order within the scan is DynamoDB's own. */
  const newRecords = async (): Promise<readonly DynamoDBRecord[]> => {
    return (await itemsOf(table))
      .filter((item) => item["__edb_e__"]?.S === "journal")
      .filter((item) => !published.has(unmarshall(item)["eventId"]))
      .map((item, index) => ({
        eventName: "INSERT",
        dynamodb: { NewImage: item as Record<string, never>, SequenceNumber: String(index + 1).padStart(21, "0") },
      }));
  };

  const relayNewFacts = async (): Promise<boolean> => {
    const records = await newRecords();
    if (records.length === 0) return false;
    try {
      const { batchItemFailures } = await run("relay", () => relay({ Records: [...records] }, context("relay")));
      const stopped = records.findIndex(
        ({ dynamodb }) => dynamodb?.SequenceNumber === batchItemFailures[0]?.itemIdentifier,
      );
      for (const { dynamodb } of stopped === -1 ? records : records.slice(0, stopped)) {
        published.add(unmarshall(dynamodb?.NewImage as Record<string, AttributeValue>)["eventId"]);
      }
    } catch (error) {
      // Lambda hands the same batch to the next environment.
      if (!(error instanceof FunctionDied)) throw error;
    }
    return true;
  };

  const takeFromBus = ({ copies = 1, reversed = false }: Treatment): readonly Message[] => {
    const messages = bus.splice(0).flatMap(({ Source, DetailType, Detail }) =>
      [...functions]
        .filter(([, { topics }]) => topics.has(DetailType))
        .flatMap(([functionName]) =>
          Array.from({ length: copies }, () => ({
            functionName,
            body: JSON.stringify({
              ...envelope(),
              source: Source,
              "detail-type": DetailType,
              detail: JSON.parse(Detail),
            }),
          })),
        ),
    );
    return reversed ? messages.reverse() : messages;
  };

  const deliver = async ({ functionName, body }: Message): Promise<boolean> => {
    const consumer = functions.get(functionName);
    if (consumer === undefined) throw new Error(`There is no function ${functionName}.`);
    const { batchItemFailures } = await run(functionName, () =>
      consumer.handler(queueEventOf(body), context(functionName)),
    );
    return batchItemFailures.length === 0;
  };

  return {
    table,
    mails,
    /** Runs a task as a function, so that its SDK calls are known to be that function's. */
    run,
    /** Lets `answer` speak in AWS's place, wherever it gives anything. */
    answerWith(answer: Intercept): void {
      standIn = answer;
    },
    /** The SDK calls that a task makes, in the order of their answers. */
    async watching(task: () => Promise<unknown>): Promise<readonly AnsweredCall[]> {
      seen.length = 0;
      await task();
      return [...seen];
    },
    /** How many SDK calls each function has made in all. */
    calls,
    /** Milliseconds of CPU of each run of each function; true where they ran one after the other. */
    cpu,
    close: restoreSdk,
    /** Relays and delivers until nothing moves any more; a message that was not handled comes again. */
    async settle(treatment: Treatment = {}): Promise<void> {
      crash = treatment.crash;
      calls.clear();
      let waiting: Message[] = [];
      for (let round = 0; round < maxRounds; round += 1) {
        const moved = await relayNewFacts();
        waiting.push(...takeFromBus(treatment));
        if (!moved && waiting.length === 0) return;
        const failed: Message[] = [];
        for (const message of waiting) if (!(await deliver(message))) failed.push(message);
        waiting = failed;
      }
      throw new Error(`${waiting.length} messages are never handled: ${waiting.map(({ body }) => body).join("\n")}`);
    },
  };
}
