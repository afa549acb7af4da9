import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../../..");

/** What a pattern's first group finds in a file. */
function found(file: string, pattern: RegExp): readonly string[] {
  return [...readFileSync(file, "utf8").matchAll(pattern)].map(([, text = ""]) => text);
}

it("docs/from-dynamoose.md has a row for each group of tests, and tests for each row", () => {
  const tests = globSync("*.test.ts", { cwd: import.meta.dirname }).map((file) => join(import.meta.dirname, file));
  const groups = tests.flatMap((file) => found(file, /^describe\("([^"]+)"/gm));
  const [, pointByPoint = ""] = readFileSync(join(root, "docs/from-dynamoose.md"), "utf8").split(/^## /m);
  const rows = [...pointByPoint.matchAll(/^\| \*\*(.+?)\*\* \|/gm)].map(([, row]) => row);
  expect(rows.toSorted()).toEqual(groups.toSorted());
});
