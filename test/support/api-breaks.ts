import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const oasdiff = "github.com/oasdiff/oasdiff@v1.37.0";

/** Only warnings to oasdiff; a route of ours refuses what it does not know. */
const severities = ["request-parameter-removed err", "request-property-removed err"];

/** What oasdiff calls an error; a warning is what only some clients would mind. */
const errorLevel = 3;

/** One promise to clients that is not kept: of which route, by which schema of several if by one, and what it is. */
export type Break = { readonly route: string; readonly schema?: string; readonly says: string };

type Finding = {
  readonly operation: string;
  readonly path: string;
  readonly text: string;
  readonly level: number;
  readonly sharedSchema?: { readonly name: string };
};

/** Go's module proxy answers within seconds, or not at all; compiling takes half a minute. */
const longestMilliseconds = 120_000;

/** Why oasdiff cannot run here, as a sentence; nothing where Go has compiled it, now or before. */
export function missingOasdiff(): string | undefined {
  const options = { timeout: longestMilliseconds, encoding: "utf8" } as const;
  const { status, stderr, error } = spawnSync("go", ["run", oasdiff, "--version"], options);
  return status === 0 ? undefined : `Go cannot compile oasdiff here: ${error?.message ?? stderr.split("\n")[0]}`;
}

function runOasdiff(folder: string, ...args: readonly string[]): string {
  const options = { cwd: folder, encoding: "utf8", maxBuffer: 2 ** 28 } as const;
  const { status, stdout, stderr } = spawnSync("go", ["run", oasdiff, ...args], options);
  if (status !== 0) throw new Error(`oasdiff failed: ${stderr}`);
  return stdout;
}

/**
 * What clients of one OpenAPI document cannot count on any more in another, by oasdiff.
 *
 * @throws Error where it cannot read them, or Go cannot compile it
 */
export function breaksBetween(before: string, after: string): readonly Break[] {
  const folder = mkdtempSync(join(tmpdir(), "millrace-"));
  try {
    writeFileSync(join(folder, "before.json"), before);
    writeFileSync(join(folder, "after.json"), after);
    writeFileSync(join(folder, "severities.txt"), severities.join("\n"));
    const options = ["--format", "json", "--severity-levels", "severities.txt"];
    const found = runOasdiff(folder, "breaking", "before.json", "after.json", ...options);
    const findings = (JSON.parse(found) ?? []) as readonly Finding[];
    return findings
      .filter(({ level }) => level === errorLevel)
      .map(({ operation, path, text, sharedSchema }) => ({
        route: `${operation} ${path}`,
        ...(sharedSchema ? { schema: sharedSchema.name } : {}),
        says: text,
      }));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The items of a list in Markdown, each in one line. */
function itemsOf(text: string): readonly string[] {
  return [...text.matchAll(/^- .+(?:\n {2}.+)*/gm)].map(([item]) => item.replaceAll(/\n +/g, " "));
}

/** The breaks that no item names which `after` has beyond `before`: two states of `docs/breaking-changes.md`. */
export function undeclared(
  breaks: readonly Break[],
  papers: { readonly before: string; readonly after: string },
): readonly Break[] {
  const known = new Set(itemsOf(papers.before));
  const items = itemsOf(papers.after).filter((item) => !known.has(item));
  const isNamed = (name: string) => items.some((item) => item.includes(`\`${name}\``));
  return breaks.filter(({ route, schema }) => !isNamed(route) && (schema === undefined || !isNamed(schema)));
}
