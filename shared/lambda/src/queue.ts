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
  return (envelope) => {
    const parsed = schema.safeParse(envelope.detail);
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join(".")).join(", ");
      throw new UnreadableMessage(`Not a ${contract.name}, version ${contract.version}: ${fields}.`);
    }
    return foreign ? { metadata: metadataOfForeign(contract, envelope), data: parsed.data } : (parsed.data as Read);
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

/** The fact's own name and id where the message has them; never its data, which may be personal. */
const labelsOf = (record: SQSRecord): { readonly eventId: string; readonly type: string } => {
  const [, eventId] = /"eventId":"([\w.-]{1,100})"/.exec(record.body) ?? [];
  const [, type] = /"detail-type":"([\w .-]{1,100})"/.exec(record.body) ?? [];
  return { eventId: eventId ?? record.messageId, type: type ?? "unknown" };
};

const codeOf = (error: Error): string => (error instanceof Refusal ? error.declaration.code : error.name);

/** SQS refuses an empty attribute, and 256 characters say enough of a reason. */
const attribute = (value: string) => ({ DataType: "String", StringValue: value.slice(0, 256) || "unknown" });

const setAside = async (record: SQSRecord, error: Error, functionName: string, givingUp: GivingUp): Promise<void> => {
  await givingUp.sqs.send(
    new SendMessageCommand({
      QueueUrl: givingUp.deadLetterQueueUrl,
      MessageBody: record.body,
      MessageAttributes: {
        reason: attribute(error.message),
        code: attribute(codeOf(error)),
        eventId: attribute(labelsOf(record).eventId),
        function: attribute(functionName),
      },
    }),
  );
};

const handleRecord = async (record: SQSRecord, handlers: Handlers): Promise<void> => {
  let envelope: Envelope;
  try {
    envelope = JSON.parse(record.body);
  } catch {
    throw new UnreadableMessage("The message is not JSON.");
  }
  const handle = handlers.get(envelope["detail-type"]);
  if (handle === undefined) throw new UnreadableMessage(`No reaction to "${envelope["detail-type"]}".`);
  await handle(envelope);
};

const isLastReceive = (record: SQSRecord, error: Error, maxReceives: number): boolean =>
  error instanceof UnreadableMessage || Number(record.attributes.ApproximateReceiveCount) >= maxReceives;

/**
 * The queue chain. A handler returns (done) or throws (not done: the message comes back after its visibility timeout).
 * At the last receive, or when no retry could help, the message moves to the dead-letter queue with its reason. Records
 * are handled one after the other: a batch shares one connection and one trace, and order costs nothing.
 */
export const queueHandler = (handlers: Handlers, givingUp: GivingUp) =>
  middy(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      const labels = labelsOf(record);
      try {
        await inSubsegment(`## ${labels.type}`, () => handleRecord(record, handlers));
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (isLastReceive(record, error, givingUp.maxReceives)) {
          logger.error("Message set aside.", { ...labels, error });
          await setAside(record, error, context.functionName, givingUp);
        } else {
          logger.warn("Message not handled; it will come again.", { ...labels, error });
          batchItemFailures.push({ itemIdentifier: record.messageId });
        }
      }
    }
    return { batchItemFailures };
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
