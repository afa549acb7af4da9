/** Text that is HTML already. */
export type Html = { readonly html: string };

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

type Part = Html | string | number | undefined | readonly Part[];

function written(part: Part): string {
  if (part === undefined) return "";
  if (typeof part === "string" || typeof part === "number") {
    return String(part).replace(/[&<>"']/g, (character) => escapes[character] ?? character);
  }
  return "html" in part ? part.html : part.map(written).join("");
}

/** A piece of a page: what stands between the marks of the template is escaped, unless it is a piece itself. */
export function html(marks: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: marks.reduce((text, mark, index) => `${text}${written(parts[index - 1])}${mark}`) };
}

/** A sentence in which what stands in backticks is code. */
export function prose(text: string): Html {
  return html`${text.split("`").map((part, index) => (index % 2 === 0 ? part : html`<code>${part}</code>`))}`;
}
