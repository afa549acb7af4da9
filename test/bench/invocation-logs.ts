import type { LocalReady } from "../../cli/src/ready.ts";
import { createAdmin } from "../support/admin.ts";

/** What a run of a function comes to, by its log. */
export type Run = {
  /** Billed, of the fastest run: what a busy machine adds is not Lambda's. */
  readonly milliseconds: number;
  /** At the mean. */
  readonly logBytes: number;
};

/** CloudWatch Logs counts these beside each event (API reference, PutLogEvents). */
const eventBytes = 26;

function runIn(messages: readonly string[]): Run {
  const billed = messages.flatMap((message) => /^REPORT .*\tBilled Duration: (\d+) ms/.exec(message)?.[1] ?? []);
  const bytes = messages.reduce((total, message) => total + Buffer.byteLength(message) + eventBytes, 0);
  // The log of calls has a line for each, and no reports.
  return { milliseconds: Math.min(...billed.map(Number)), logBytes: bytes / (billed.length || messages.length) };
}

/**
 * What the functions of a running stack did during a task: by function without its stage, and `access` for the log of
 * calls. The task must write few enough lines that the stack keeps them all.
 */
export async function runsDuring(
  { adminUrl, stage }: LocalReady,
  task: () => Promise<unknown>,
): Promise<(name: string) => Run> {
  const admin = createAdmin({ adminUrl });
  const read = async (): Promise<ReadonlyMap<string, readonly string[]>> => {
    await admin.rest();
    const groups = await admin.logGroups();
    const lines = await Promise.all(groups.map((group) => admin.logs(group)));
    return new Map(groups.map((group, index) => [group, (lines[index] ?? []).map(({ message }) => message)]));
  };
  const before = await read();
  await task();
  const runs = new Map(
    [...(await read())].map(([group, messages]) => [
      group.replace(`/aws/lambda/${stage}-`, "").replace(`/millrace/${stage}/`, ""),
      messages.slice(before.get(group)?.length ?? 0),
    ]),
  );
  return (name) => {
    const messages = runs.get(name) ?? [];
    if (messages.length === 0) throw new Error(`The log of ${name} has no new line.`);
    return runIn(messages);
  };
}
