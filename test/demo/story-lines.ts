import type { Story } from "./story.ts";
import type { StoryNode } from "./trace-nodes.ts";

/** The story as text: when each step began, how long it took, and the tree. */
export function storyLines({ orderId, traces, startedAt, endedAt, roots }: Story): readonly string[] {
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
    ...roots.flatMap((root) => lines(root, startedAt, "", "")),
  ];
}

function lines(node: StoryNode, storyStart: number, lead: string, indent: string): readonly string[] {
  const began = `+${(node.startedAt - storyStart).toFixed(3)}`.padStart(8);
  const took = node.endedAt === undefined ? "…" : `${Math.round((node.endedAt - node.startedAt) * 1000)} ms`;
  const text = [`${node.isFailed ? "✗ " : ""}${node.title}`, ...node.remarks].join(" · ");
  const children = node.children.flatMap((child, index) => {
    const isLast = index === node.children.length - 1;
    return lines(child, storyStart, `${indent}${isLast ? "└─ " : "├─ "}`, `${indent}${isLast ? "   " : "│  "}`);
  });
  return [`${began} ${took.padStart(9)}  ${lead}${text}`, ...children];
}

function failuresIn({ isFailed, children }: StoryNode): number {
  return (isFailed ? 1 : 0) + children.reduce((sum, child) => sum + failuresIn(child), 0);
}
