import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { Reaction } from "@millrace/contracts/define-service";
import { whenCalled } from "@millrace/kernel/lazy";
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { ChainPorts } from "./chain-ports.ts";
import { labelsOf, moveToDeadLetters, type RedrivePolicy, UnreadableMessage } from "./dead-letter.ts";
import type { Envelope, Handle } from "./fact-handler.ts";
import { inSubsegment, logger, tracer } from "./observability.ts";

/** What a queue's function does with one kind of message, by the envelope's `detail-type`. */
export type Handlers = { readonly get: (type: string) => Handle | undefined | Promise<Handle | undefined> };

/** The name of the fact that a reaction consumes, and how to get the reaction. */
type AwaitedReaction<Ports> = { readonly to: string; readonly load: () => Promise<Reaction<Ports>> };

/**
 * The reactions of a service with their ports inside, by the fact's name, each made when its fact first comes. The
 * functions' entry files, derived from the manifests, call it.
 */
export function reactWhenTold<Ports extends ChainPorts>(
  functionName: string,
  reactions: readonly AwaitedReaction<Ports>[],
  loadPorts: () => Promise<Ports>,
): Handlers {
  const handlers = reactions.map(({ to, load }) => {
    const handle = whenCalled(async () => {
      // With zod, which knows what a fact is.
      const [{ factHandler }, reaction, ports] = await Promise.all([import("./fact-handler.ts"), load(), loadPorts()]);
      return factHandler(functionName, reaction, ports);
    });
    return [to, handle] as const;
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
  return reactWhenTold(functionName, there, async () => ports);
}

async function handleRecord(record: SQSRecord, handlers: Handlers): Promise<void> {
  let envelope: Envelope | null;
  try {
    envelope = JSON.parse(record.body);
  } catch {
    throw new UnreadableMessage("The message is not JSON.");
  }
  const handle = envelope === null ? undefined : await handlers.get(envelope["detail-type"]);
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
