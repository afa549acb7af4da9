import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import { createHandler } from "@millrace/contracts/create-handler";
import {
  detailOf,
  type EventContract,
  type EventMetadata,
  isForeign,
  storyIdsOf,
} from "@millrace/contracts/define-event";
import type { Reaction } from "@millrace/contracts/define-service";
import { lazy } from "@millrace/kernel/lazy";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { ChainPorts } from "./chain-ports.ts";
import { labelsOf, moveToDeadLetters, type RedrivePolicy, UnreadableMessage } from "./dead-letter.ts";
import { annotate, inSubsegment, logger, tracer } from "./observability.ts";
import { maxCausationDepth, originOfFact } from "./origin.ts";

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

type Read = { readonly metadata: EventMetadata; readonly data: Readonly<Record<string, unknown>> };

/** AWS tells an event's id and time outside of it; the rest of our metadata begins with it. */
function metadataOfForeign({ service, name, version }: EventContract, { id, time }: Envelope): EventMetadata {
  return {
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
  };
}

function readerOf(contract: EventContract): (envelope: Envelope) => Read {
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
}

function factHandler<Ports extends ChainPorts>(functionName: string, reaction: Reaction<Ports>, ports: Ports): Handle {
  const handle = createHandler(reaction, ports);
  const read = readerOf(reaction.to);
  return async (envelope) => {
    const { metadata, data } = read(envelope);
    if (metadata.causationDepth > maxCausationDepth) throw new UnreadableMessage("A loop of facts causing each other.");
    annotate(storyIdsOf({ metadata, data }));
    await handle({ metadata, data, at: ports.now(), origin: originOfFact(functionName, metadata) } as never);
  };
}

/** The name of the fact that a reaction consumes, and how to get the reaction. */
type AwaitedReaction<Ports> = { readonly to: string; readonly load: () => Promise<Reaction<Ports>> };

/**
 * The reactions of a service with their ports inside, by the fact's name, each made when its fact first comes. The
 * functions' entry files, derived from the manifests, call it.
 */
export function reactWhenTold<Ports extends ChainPorts>(
  functionName: string,
  reactions: readonly AwaitedReaction<Ports>[],
  ports: Ports,
): Handlers {
  const handlers = reactions.map(({ to, load }) => {
    const made = lazy(async () => factHandler(functionName, await load(), ports));
    return [to, async (envelope: Envelope) => (await made())(envelope)] as const;
  });
  return new Map(handlers);
}

/** Reacts with what is there already: `reactWhenTold`. */
export function react<Ports extends ChainPorts>(
  functionName: string,
  reactions: Readonly<Record<string, Reaction<Ports>>>,
  ports: Ports,
): Handlers {
  const there = Object.values(reactions).map((reaction) => ({ to: reaction.to.name, load: async () => reaction }));
  return reactWhenTold(functionName, there, ports);
}

async function handleRecord(record: SQSRecord, handlers: Handlers): Promise<void> {
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
}

function isLastReceive(record: SQSRecord, error: Error, maxReceives: number): boolean {
  return error instanceof UnreadableMessage || Number(record.attributes.ApproximateReceiveCount) >= maxReceives;
}

/**
 * Whether the message is settled: done, or among the dead letters. It never throws: one message must not bring back the
 * others.
 */
async function settle(
  record: SQSRecord,
  handlers: Handlers,
  functionName: string,
  policy: RedrivePolicy,
): Promise<boolean> {
  const labels = labelsOf(record);
  // What the message before it left behind.
  logger.resetKeys();
  try {
    await inSubsegment(`## ${labels.type}`, () => handleRecord(record, handlers));
    return true;
  } catch (thrown) {
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    if (!isLastReceive(record, error, policy.maxReceives)) {
      logger.warn("Message not handled; it will come again.", { ...labels, error });
      return false;
    }
    logger.error("Message moved to dead letters.", { ...labels, error });
    return moveToDeadLetters(record, error, functionName, policy).then(
      () => true,
      (failure: unknown) => {
        logger.error("Message not moved to dead letters: SQS's own redrive takes it.", { ...labels, error: failure });
        return false;
      },
    );
  }
}

/**
 * The queue chain. A handler returns (done) or throws (not done: the message comes back after its visibility timeout).
 * At the last receive, or when no retry could help, the message moves to the dead-letter queue with its reason. Records
 * are handled one after the other: a batch shares one connection and one trace, and order costs nothing. It never throws:
 * what it answers names the messages that are to come again.
 */
export function queueHandler(handlers: Handlers, policy: RedrivePolicy) {
  return middy(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      const settled = await settle(record, handlers, context.functionName, policy);
      if (!settled) batchItemFailures.push({ itemIdentifier: record.messageId });
    }
    return { batchItemFailures };
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
