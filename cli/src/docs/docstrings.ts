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
