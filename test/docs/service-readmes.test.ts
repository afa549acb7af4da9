import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { printedDescription } from "../../cli/src/docs/api-description.ts";
import { accessPatternIds, printedReadmes } from "../../cli/src/docs/readmes.ts";

const readmes = await printedReadmes();

it.each(readmes)("the README of $service has the tables that manifests and docstrings make", ({ path, text }) => {
  expect(readFileSync(path, "utf8"), "Its tables are out of date: run `npm run docs`.").toBe(text);
});

it("docs/openapi.json is the description that the manifests make", () => {
  const { path, text } = printedDescription();
  expect(readFileSync(path, "utf8") === text, "It is out of date: run `npm run docs`.").toBe(true);
});

it("no two access patterns of the house have the same id", () => {
  const ids = accessPatternIds();
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
});
