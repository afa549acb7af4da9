import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import middy from "@middy/core";
import { detailOf, type EventContract, type EventMetadata, isForeign } from "@millrace/contracts/define-event";
import type { Reaction } from "@millrace/contracts/define-service";
import { Refusal } from "@millrace/kernel/errors";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { annotate, inSubsegment, logger, tracer } from "./observability.ts";
import { maxCausationDepth, originOfFact } from "./origin.ts";

/** Where a message goes that cannot be handled, and at which receive it is given up. */
export type GivingUp = { readonly sqs: SQSClient; readonly deadLetterQueueUrl: string; readonly maxReceives: number };

/** What EventBridge puts around every event (EventBridge User Guide, "Events"). */
type Envelope = {
  readonly id: string;
  readonly time: string;
  readonly "detail-type": string;
  readonly detail: unknown;
};
type Handle = (envelope: Envelope) => Promise<void>;

/** What a queue's function does with one kind of message, by the envelope's `detail-type`. */
export type Handlers = ReadonlyMap<string, Handle>;

/** A message that no retry can help: it never was a fact of ours. */
class UnreadableMessage extends Error {
  override readonly name = "UnreadableMessage";
}

type Read = { readonly metadata: EventMetadata; readonly data: Readonly<Record<string, unknown>> };

/** AWS tells an event's id and time outside of it; the rest of our metadata begins with it. */
const metadataOfForeign = ({ service, name, version }: EventContract, { id, time }: Envelope): EventMetadata => ({
  eventId: id,
  type: name,
  schemaVersion: version,
  aggregateId: id,
  sequence: 1,
  occurredAt: time,
  actor: service,
  correlationId: id,
  causationId: id,
  causationDepth: 0,
});

const readerOf = (contract: EventContract): ((envelope: Envelope) => Read) => {
  const foreign = isForeign(contract);
  const schema = foreign ? contract.data : detailOf(contract);
  const unreadable = (fields: readonly string[]): Error =>
    new UnreadableMessage(`Not a ${contract.name}, version ${contract.version}: ${fields.join(", ")}.`);
  return (envelope) => {
    const parsed = schema.safeParse(envelope.detail);
    if (!parsed.success) throw unreadable(parsed.error.issues.map(({ path }) => path.join(".") || "itself"));
    if (foreign) return { metadata: metadataOfForeign(contract, envelope), data: parsed.data };
    const fact = parsed.data as Read;
    // Another version may match by chance and mean something else.
    if (fact.metadata.schemaVersion !== contract.version) throw unreadable(["metadata.schemaVersion"]);
    return fact;
  };
};

const factHandler = <Ports>(functionName: string, reaction: Reaction<Ports>, ports: Ports): Handle => {
  const handle = reaction.create(ports);
  const read = readerOf(reaction.to);
  return async (envelope) => {
    const { metadata, data } = read(envelope);
    if (metadata.causationDepth > maxCausationDepth) throw new UnreadableMessage("A loop of facts causing each other.");
    const orderId = metadata.aggregateId.startsWith("ord_") ? metadata.aggregateId : data["orderId"];
    annotate({
      correlationId: metadata.correlationId,
      eventId: metadata.eventId,
      ...(typeof orderId === "string" ? { orderId } : {}),
    });
    await handle({ metadata, data, origin: originOfFact(functionName, metadata) } as never);
  };
};

/** The reactions of a service with their ports inside. The functions' entry files, derived from the manifests, call it. */
export const react = <Ports>(
  functionName: string,
  reactions: Readonly<Record<string, Reaction<Ports>>>,
  ports: Ports,
): Handlers =>
  new Map(Object.values(reactions).map((reaction) => [reaction.to.name, factHandler(functionName, reaction, ports)]));

/** The name and id of a fact, else of its envelope, where the message has them; never its data, which may be personal. */
const labelsOf = (record: SQSRecord): { readonly eventId: string; readonly type: string } => {
  const [, eventId] =
    /"eventId":"([\w.-]{1,100})"/.exec(record.body) ?? /"id":"([\w.-]{1,100})"/.exec(record.body) ?? [];
  const [, type] = /"detail-type":"([\w .-]{1,100})"/.exec(record.body) ?? [];
  return { eventId: eventId ?? record.messageId, type: type ?? "unknown" };
};

const codeOf = (error: Error): string => (error instanceof Refusal ? error.declaration.code : error.name);

/** What we say ourselves. The words of any other error may quote the message. */
const reasonOf = (error: Error): string =>
  error instanceof Refusal || error instanceof UnreadableMessage
    ? error.message
    : "An unexpected failure: the function's log tells it.";

/**
 * SQS takes what XML 1.0 takes, and nothing empty (SQS API reference, SendMessage); 256 characters say enough of a
 * reason.
 */
const attribute = (value: string) => ({
  DataType: "String",
  StringValue: value.slice(0, 256).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "?") || "unknown",
});

const setAside = async (record: SQSRecord, error: Error, functionName: string, givingUp: GivingUp): Promise<void> => {
  await givingUp.sqs.send(
    new SendMessageCommand({
      QueueUrl: givingUp.deadLetterQueueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        reason: attribute(reasonOf(error)),
        code: attribute(codeOf(error)),
        eventId: attribute(labelsOf(record).eventId),
        function: attribute(functionName),
      },
    }),
  );
};

const handleRecord = async (record: SQSRecord, handlers: Handlers): Promise<void> => {
  let envelope: Envelope | null;
  try {
    envelope = JSON.parse(record.body);
  } catch {
    throw new UnreadableMessage("The message is not JSON.");
  }
  const handle = envelope === null ? undefined : handlers.get(envelope["detail-type"]);
  if (envelope === null || handle === undefined) {
    throw new UnreadableMessage(`No reaction to "${labelsOf(record).type}".`);
  }
  await handle(envelope);
};

const isLastReceive = (record: SQSRecord, error: Error, maxReceives: number): boolean =>
  error instanceof UnreadableMessage || Number(record.attributes.ApproximateReceiveCount) >= maxReceives;

/** Whether the message is settled: done, or set aside. It never throws: one message must not bring back the others. */
const settle = async (
  record: SQSRecord,
  handlers: Handlers,
  functionName: string,
  givingUp: GivingUp,
): Promise<boolean> => {
  const labels = labelsOf(record);
  try {
    await inSubsegment(`## ${labels.type}`, () => handleRecord(record, handlers));
    return true;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!isLastReceive(record, error, givingUp.maxReceives)) {
      logger.warn("Message not handled; it will come again.", { ...labels, error });
      return false;
    }
    logger.error("Message set aside.", { ...labels, error });
    return setAside(record, error, functionName, givingUp).then(
      () => true,
      (failure: unknown) => {
        logger.error("Message not set aside: SQS's own redrive takes it.", { ...labels, error: failure });
        return false;
      },
    );
  }
};

/**
 * The queue chain. A handler returns (done) or throws (not done: the message comes back after its visibility timeout).
 * At the last receive, or when no retry could help, the message moves to the dead-letter queue with its reason. Records
 * are handled one after the other: a batch shares one connection and one trace, and order costs nothing.
 */
export const queueHandler = (handlers: Handlers, givingUp: GivingUp) =>
  middy(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      const settled = await settle(record, handlers, context.functionName, givingUp);
      if (!settled) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
