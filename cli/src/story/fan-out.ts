import type { StoryNode } from "./trace-nodes.ts";

/** A function that a fact came to, as often as it came. */
type Hearing = {
  readonly listener: string;
  /** Seconds since the epoch. */
  readonly at: number;
  readonly isFailed: boolean;
  /** What the listener called for it beside the table: topics, mails, sockets, each with how often. */
  readonly passedOn: readonly string[];
};

/** A fact of the story, and who heard it. */
export type ToldFact = {
  readonly name: string;
  readonly eventId: string;
  /** When the relay took it, in seconds since the epoch; undefined where the relay's trace is not known. */
  readonly at: number | undefined;
  readonly heard: readonly Hearing[];
};

type Record = { readonly node: StoryNode; readonly of: StoryNode };

/** Each node that stands for a fact in a function's batch, with that function's node. */
function recordsIn(node: StoryNode): readonly Record[] {
  return node.children.flatMap((child) => [
    ...(child.eventIds.length > 0 ? [{ node: child, of: node }] : []),
    ...recordsIn(child),
  ]);
}

/** The relay is what puts a batch's facts on the bus. */
function isRelayed({ of }: Record): boolean {
  return of.children.some(({ title }) => title.startsWith("EventBridge PutEvents"));
}

/** The calls that a function made, as titles; what hangs below a fact from other functions is none of them. */
function callsIn({ children }: StoryNode): readonly string[] {
  return children.filter(({ isCall }) => isCall).flatMap((call) => [call.title, ...callsIn(call)]);
}

function hearingOf({ node, of }: Record): Hearing {
  const calls = Map.groupBy(
    callsIn(node).filter((title) => !title.startsWith("DynamoDB ")),
    (title) => title,
  );
  const passedOn = [...calls].map(([title, { length }]) => (length === 1 ? title : `${title} ×${length}`));
  return { listener: of.title, at: node.startedAt, isFailed: node.isFailed || of.isFailed, passedOn };
}

/** Who heard which fact, in the order in which they were told; of a fact that came twice both times. */
export function fanOutOf(roots: readonly StoryNode[]): readonly ToldFact[] {
  // What SES tells of a mail bears the id of the fact that the mail was for.
  const byFact = Map.groupBy(roots.flatMap(recordsIn), ({ node }) => `${node.title} ${node.eventIds.join(" ")}`);
  const facts = [...byFact.values()].map((records): ToldFact & { readonly first: number } => {
    const heard = records
      .filter((record) => !isRelayed(record))
      .toSorted((a, b) => a.node.startedAt - b.node.startedAt);
    const times = records.map(({ node }) => node.startedAt);
    return {
      name: records[0]?.node.title ?? "",
      eventId: records[0]?.node.eventIds.join(" ") ?? "",
      at: records.find(isRelayed)?.node.startedAt,
      heard: heard.map(hearingOf),
      first: Math.min(...times),
    };
  });
  return facts.toSorted((a, b) => a.first - b.first).map(({ first: _, ...fact }) => fact);
}
