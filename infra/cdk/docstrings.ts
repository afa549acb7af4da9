import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { EventContract } from "@millrace/contracts/define-event";

const root = join(import.meta.dirname, "../..");

const docstring = /\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(?:export\s+)?(?:async\s+)?(?:const|function|readonly)?\s*(\w+)/g;

/** A docstring as one line, and the name of what it stands above. */
export type Docstring = { readonly name: string; readonly text: string };

/** The docstrings of a source file, in its order, each with the name of the declaration or member that follows it. */
export function docstringsOf(source: string): readonly Docstring[] {
  return [...source.matchAll(docstring)].map(([, text = "", name = ""]) => ({
    name,
    text: text
      .split("\n")
      .map((line) => line.replace(/^\s*\*\s?/, "").trim())
      .filter((line) => line !== "")
      .join(" "),
  }));
}

/** The sources that a pattern names, relative to the root of the repository, without tests. */
export function sourcesOf(pattern: string): readonly string[] {
  return globSync(pattern, { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .toSorted();
}

/** The docstrings of one source. */
export function docstringsIn(file: string): readonly Docstring[] {
  return docstringsOf(readFileSync(join(root, file), "utf8"));
}

/** What docstrings say, by the name they stand above. */
export type About = ReadonlyMap<string, string>;

/** What the docstrings of some sources say. */
export function aboutOf(pattern: string): About {
  return new Map(
    sourcesOf(pattern)
      .flatMap(docstringsIn)
      .map(({ name, text }) => [name, text]),
  );
}

/**
 * What is said of a name.
 *
 * @throws Error where nothing is: what is printed needs a docstring
 */
export function saidOf(about: About, name: string): string {
  const text = about.get(name);
  if (text === undefined) throw new Error(`${name} has no docstring to be printed.`);
  return text;
}

/** `price_list.prices_changed` → `PriceListPricesChanged`: a fact's constant bears its name in Pascal case. */
export function constantOf({ name }: EventContract): string {
  return name.replace(/(?:^|[^A-Za-z])([A-Za-z])/g, (_, letter: string) => letter.toUpperCase());
}
