import type { EventMetadata } from "@millrace/contracts/define-event";
import type { Origin } from "@millrace/contracts/define-route";
import { currentTraceHeader, traceparentOf } from "./observability.ts";

/** Longer chains of cause and effect than any order's life has are a loop, and stop here. */
export const maxCausationDepth = 20;

function traced(): Pick<Origin, "traceHeader" | "traceparent"> {
  const traceHeader = currentTraceHeader();
  const traceparent = traceHeader && traceparentOf(traceHeader);
  return { ...(traceHeader ? { traceHeader } : {}), ...(traceparent ? { traceparent } : {}) };
}

/** Where the writes of a consumer come from: the fact it reacts to. */
export function originOfFact(functionName: string, metadata: EventMetadata): Origin {
  return {
    actor: functionName,
    correlationId: metadata.correlationId,
    causationId: metadata.eventId,
    causationDepth: metadata.causationDepth + 1,
    ...traced(),
  };
}

/** Where the writes of a schedule come from: its own run. */
export function originOfRun(functionName: string, runId: string): Origin {
  return {
    actor: functionName,
    correlationId: runId,
    causationId: runId,
    causationDepth: 0,
    ...traced(),
  };
}
