import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { accessPatternIds, printedReadmes } from "../../cli/src/docs/readmes.ts";

const readmes = await printedReadmes();

it.each(readmes)("the README of $service has the tables that manifests and docstrings make", ({ path, text }) => {
  expect(readFileSync(path, "utf8"), "Its tables are out of date: run `npm run docs`.").toBe(text);
});

it("no two access patterns of the house have the same id", () => {
  const ids = accessPatternIds();
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
