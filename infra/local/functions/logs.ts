import type { Clock, Honors, Logs } from "../ports.ts";

/** Retention changes nothing while a run lasts; the newest lines of each group are kept. */
export const honors: Honors = {
  "AWS::Logs::LogGroup": ["LogGroupName", "RetentionInDays"],
};

const keptLinesPerGroup = 5_000;

type LogLine = { readonly timestamp: number; readonly message: string };

export type LogStore = Logs & {
  groups(): readonly string[];
  /** The newest lines of a group, oldest first. */
  read(logGroup: string): readonly LogLine[];
};

export function createLogs(clock: Clock): LogStore {
  const groups = new Map<string, LogLine[]>();
  const listeners: ((logGroup: string, message: string, timestamp: number) => void)[] = [];
  return {
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
