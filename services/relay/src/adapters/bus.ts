import { type EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from "@aws-sdk/client-eventbridge";
import { type BusEntry, callsOf } from "../domain/bus-entry.ts";

/** Puts facts on the bus in order and answers how many of them, from the first, are on it. */
export type Bus = { put(entries: readonly BusEntry[]): Promise<number> };

/** How often an entry that EventBridge did not take is sent in all. */
const maxTries = 4;
const firstPauseMilliseconds = 50;

/** Waits before try `attempt` (1 for the second). */
export type Pause = (attempt: number) => Promise<void>;

/** Full jitter, doubling: with four tries at most 0.35 s. */
export function pauseWithJitter(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.random() * firstPauseMilliseconds * 2 ** (attempt - 1)));
}

/**
 * PutEvents answers 200 also when it took nothing: each entry has its own outcome, by position, and what failed is for
 * the caller to send again (EventBridge User Guide, "Handling failures with PutEvents").
 */
export function createBus(client: EventBridgeClient, eventBusName: string, pause: Pause): Bus {
  const requestOf = ({ source, detailType, detail, time, traceHeader }: BusEntry): PutEventsRequestEntry => ({
    EventBusName: eventBusName,
    Source: source,
    DetailType: detailType,
    Detail: detail,
    Time: time,
    ...(traceHeader === undefined ? {} : { TraceHeader: traceHeader }),
  });

  /** The entries that were not taken, in order. */
  const send = async (entries: readonly BusEntry[]): Promise<readonly BusEntry[]> => {
    const { Entries: outcomes = [] } = await client.send(new PutEventsCommand({ Entries: entries.map(requestOf) }));
    return entries.filter((_, index) => outcomes[index]?.EventId === undefined);
  };

  const sendInsistently = async (entries: readonly BusEntry[]): Promise<readonly BusEntry[]> => {
    let left = await send(entries);
    for (let attempt = 1; left.length > 0 && attempt < maxTries; attempt += 1) {
      await pause(attempt);
      left = await send(left);
    }
    return left;
  };

  return {
    async put(entries) {
      let done = 0;
      for (const call of callsOf(entries)) {
        const [unsent] = await sendInsistently(call);
        if (unsent !== undefined) return done + call.indexOf(unsent);
        done += call.length;
      }
      return done;
    },
  };
}
