import { globSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

/** Defended in DECISIONS.md; whoever needs more cuts scope first. */
const mostLines = 12_600;
const mostLinesOfAFile = 300;

const sizes = globSync("**/*.{ts,mjs}", { cwd: import.meta.dirname })
  .filter((file) => !/test\.ts$|fixture|fake-/.test(file))
  .map((file) => [file, readFileSync(`${import.meta.dirname}/${file}`, "utf8").split("\n").length - 1] as const);

it("the local runtime stays within its limit, and each of its files too", () => {
  expect(sizes.reduce((sum, [, lines]) => sum + lines, 0)).toBeLessThanOrEqual(mostLines);
  expect(sizes.filter(([, lines]) => lines > mostLinesOfAFile)).toEqual([]);
});
