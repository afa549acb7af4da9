import type { Clock, Logs, Part, Service } from "../ports.ts";

export const logs = {
  source: "CloudWatch Logs User Guide",
  types: {
    // Retention changes nothing while a run lasts; the newest lines of each group are kept.
    "AWS::Logs::LogGroup": { model: "functions/logs.ts", supports: ["LogGroupName", "RetentionInDays"] },
  },
  create: createLogs,
} satisfies Service;

const keptLinesPerGroup = 5_000;

type LogLine = { readonly timestamp: number; readonly message: string };

export type LogStore = Logs &
  Part & {
    groups(): readonly string[];
    /** The newest lines of a group, oldest first. */
    read(logGroup: string): readonly LogLine[];
  };

export function createLogs(clock: Clock): LogStore {
  const groups = new Map<string, LogLine[]>();
  const listeners: ((logGroup: string, message: string, timestamp: number) => void)[] = [];
  return {
    apis: [],
    write(logGroup, message) {
      const timestamp = clock.now();
      const lines = groups.get(logGroup) ?? [];
      groups.set(logGroup, lines);
      lines.push({ timestamp, message });
      // Cut rarely: shifting the list for every line would make each write cost the whole list.
      if (lines.length > 2 * keptLinesPerGroup) lines.splice(0, lines.length - keptLinesPerGroup);
      for (const listener of listeners) listener(logGroup, message, timestamp);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
    groups: () => [...groups.keys()],
    read: (logGroup) => (groups.get(logGroup) ?? []).slice(-keptLinesPerGroup),
  };
}
