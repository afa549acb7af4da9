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

/** Every second piece of a text between marks in an element of its own. */
function marked(text: string, mark: string, element: "code" | "strong", rest: (text: string) => Html): Html {
  const open = { html: `<${element}>` };
  const close = { html: `</${element}>` };
  return html`${text.split(mark).map((part, index) => (index % 2 === 0 ? rest(part) : html`${open}${part}${close}`))}`;
}

/** A sentence of Markdown: what stands in backticks is code, what stands between two asterisks matters. */
export function prose(text: string): Html {
  return marked(text, "`", "code", (outside) => marked(outside, "**", "strong", (plain) => html`${plain}`));
}
