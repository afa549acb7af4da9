import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const maxColumns = 120;

const papers = globSync(["*.md", "docs/*.md", "services/*/README.md"], { cwd: root }).map((file) => ({
  file,
  lines: linesToRead(readFileSync(join(root, file), "utf8")),
}));

/** The lines of a paper; what stands in a code fence is typed, not read, and left empty. */
function linesToRead(text: string): readonly string[] {
  let fenced = false;
  return text.split("\n").map((line) => {
    const isFence = line.trimStart().startsWith("```");
    if (isFence) fenced = !fenced;
    return isFence || fenced ? "" : line;
  });
}

/** How wide a line is as it is shown: a link without its target. */
function widthOf(line: string): number {
  return line.replaceAll(/\]\([^)]*\)/g, "]").length;
}

function isTableRow(line: string): boolean {
  return line.startsWith("|");
}

/** What a pattern's first group finds in the lines. */
function found(lines: readonly string[], pattern: RegExp): readonly string[] {
  return lines.flatMap((line) => [...line.matchAll(pattern)].map(([, text = ""]) => text));
}

/** `services/<noun>/src/{http,events}` names any service; a folder's closing slash is for people. */
function isThere(path: string): boolean {
  return globSync(path.replaceAll(/<[^>]+>/g, "*").replace(/\/$/, ""), { cwd: root }).length > 0;
}

const pathInHouse = /^(?:services|shared|infra|cli|examples|test|docs)\/[\w.<>{},*/-]+$/;

describe.each(papers)("$file", ({ file, lines }) => {
  it(`is wrapped at ${maxColumns} columns`, () => {
    expect(lines.filter((line) => !isTableRow(line) && widthOf(line) > maxColumns)).toEqual([]);
  });

  it("links only to what is there", () => {
    const targets = found(lines, /\]\(([^)\s]+)\)/g).filter((target) => !/^[a-z]+:|^#/.test(target));
    const pathOf = (target: string): string => join(root, dirname(file), target.replace(/#.*$/, ""));
    expect(targets.filter((target) => !existsSync(pathOf(target)))).toEqual([]);
  });

  it("names only files and folders that are there", () => {
    const paths = found(lines, /`([^`]+)`/g).filter((word) => pathInHouse.test(word));
    expect(paths.filter((path) => !isThere(path))).toEqual([]);
  });

  it("refers to no section of a document", () => {
    expect(lines.filter((line) => line.includes("§"))).toEqual([]);
  });
});
