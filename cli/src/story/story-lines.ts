import type { ToldFact } from "./fan-out.ts";
import type { Story } from "./story.ts";
import type { StoryNode } from "./trace-nodes.ts";

/** The story as text: when each step began, how long it took, and the tree; then each fact with all who heard it. */
export function storyLines({ orderId, traces, startedAt, endedAt, roots, facts }: Story): readonly string[] {
  const failures = roots.reduce((sum, root) => sum + failuresIn(root), 0);
  const head = [
    `${traces} ${traces === 1 ? "trace" : "traces"}`,
    `${(endedAt - startedAt).toFixed(3)} s from first to last`,
    `${failures} ${failures === 1 ? "failure" : "failures"}`,
  ];
  return [
    `The story of ${orderId}: ${head.join(", ")}`,
    "",
    "   began      took",
    ...collapsed(roots, startedAt).flatMap((root) => lines(root, startedAt, "", "")),
    ...(facts.length === 0 ? [] : ["", "Who heard what"]),
    ...facts.flatMap((fact) => fanOutLines(fact, startedAt)),
  ];
}

/** Whoever waits for something reads it many times: reads that went alike, one after the other, are told once. */
function collapsed(roots: readonly StoryNode[], storyStart: number): readonly StoryNode[] {
  const runs: StoryNode[][] = [];
  for (const root of roots) {
    const run = runs.at(-1);
    if (run?.[0]?.title === root.title && root.title.startsWith("GET ") && !root.isFailed) run.push(root);
    else runs.push([root]);
  }
  return runs.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const last = others.at(-1);
    if (last === undefined) return [first];
    const again = `${others.length} times more, last at ${sinceStart(last, storyStart)}`;
    return [{ ...first, remarks: [...first.remarks, again] }];
  });
}

function sinceStart({ startedAt }: StoryNode, storyStart: number): string {
  return `+${(startedAt - storyStart).toFixed(3)}`;
}

function lines(node: StoryNode, storyStart: number, lead: string, indent: string): readonly string[] {
  const began = sinceStart(node, storyStart).padStart(8);
  const took = node.endedAt === undefined ? "…" : `${Math.round((node.endedAt - node.startedAt) * 1000)} ms`;
  const text = [`${node.isFailed ? "✗ " : ""}${node.title}`, ...node.remarks].join(" · ");
  const children = node.children.flatMap((child, index) => {
    const isLast = index === node.children.length - 1;
    return lines(child, storyStart, `${indent}${isLast ? "└─ " : "├─ "}`, `${indent}${isLast ? "   " : "│  "}`);
  });
  return [`${began} ${took.padStart(9)}  ${lead}${text}`, ...children];
}

function fanOutLines({ name, at, heard }: ToldFact, storyStart: number): readonly string[] {
  const told = at === undefined ? "" : `+${(at - storyStart).toFixed(3)}`;
  const listeners = heard.map(({ listener, at: heardAt, isFailed, passedOn }, index) => {
    const after = at === undefined ? [] : [`after ${Math.round((heardAt - at) * 1000)} ms`];
    const branch = index === heard.length - 1 ? "└─ " : "├─ ";
    return `${" ".repeat(20)}${branch}${[`${isFailed ? "✗ " : ""}${listener}`, ...after, ...passedOn].join(" · ")}`;
  });
  return [`${told.padStart(8)}${" ".repeat(12)}${name}${heard.length === 0 ? " · nobody" : ""}`, ...listeners];
}

function failuresIn({ isFailed, children }: StoryNode): number {
  return (isFailed ? 1 : 0) + children.reduce((sum, child) => sum + failuresIn(child), 0);
}
