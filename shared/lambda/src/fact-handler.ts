import { createHandler } from "@millrace/contracts/create-handler";
import {
  detailOf,
  type EventContract,
  type EventMetadata,
  isForeign,
  storyIdsOf,
} from "@millrace/contracts/define-event";
import type { Reaction } from "@millrace/contracts/define-service";
import type { ChainPorts } from "./chain-ports.ts";
import { UnreadableMessage } from "./dead-letter.ts";
import { annotate } from "./observability.ts";
import { maxCausationDepth, originOfFact } from "./origin.ts";

/** What EventBridge puts around every event (EventBridge User Guide, "Events"). */
export type Envelope = {
  readonly id: string;
  readonly time: string;
  readonly "detail-type": string;
  readonly detail: unknown;
};
/** What is done with one message. */
export type Handle = (envelope: Envelope) => Promise<void>;

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

/**
 * Reads a fact out of its envelope and hands it to the reaction, opened on its service's ports.
 *
 * @throws UnreadableMessage for what is not the fact that the reaction consumes
 */
export function factHandler<Ports extends ChainPorts>(
  functionName: string,
  reaction: Reaction<Ports>,
  ports: Ports,
): Handle {
  const handle = createHandler(reaction, ports);
  const read = readerOf(reaction.to);
  return async (envelope) => {
    const { metadata, data } = read(envelope);
    if (metadata.causationDepth > maxCausationDepth) throw new UnreadableMessage("A loop of facts causing each other.");
    annotate(storyIdsOf({ metadata, data }));
    await handle({ metadata, data, at: ports.now(), origin: originOfFact(functionName, metadata) } as never);
  };
}
