import type { Clock, Honors, Logs } from "../ports.ts";

/** Retention changes nothing while a run lasts; the newest lines of each group are kept. */
export const honors: Honors = {
  "AWS::Logs::LogGroup": ["LogGroupName", "RetentionInDays"],
};

const KEPT_LINES_PER_GROUP = 5_000;

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
      if (lines.length > 2 * KEPT_LINES_PER_GROUP) lines.splice(0, lines.length - KEPT_LINES_PER_GROUP);
      for (const listener of listeners) listener(logGroup, message, timestamp);
    },
    subscribe(listener) {
      listeners.push(listener);
    },
    groups: () => [...groups.keys()],
    read: (logGroup) => (groups.get(logGroup) ?? []).slice(-KEPT_LINES_PER_GROUP),
  };
}
