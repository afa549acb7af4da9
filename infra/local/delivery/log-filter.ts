type Document = Readonly<Record<string, unknown>>;

/**
 * A CloudWatch Logs filter pattern as a function: the empty one lets all pass, `{ $.a = "x*" && $.b != "y" }` looks into
 * JSON lines (strings compared by `=` and `!=`, joined by `&&` and `||`, without nested groups). Undefined for any other
 * pattern. Rules: CloudWatch Logs user guide, "Filter pattern syntax".
 */
export function logFilter(pattern: string): ((message: string) => boolean) | undefined {
  if (pattern.trim() === "") return () => true;
  const inner = pattern.match(/^\s*\{(.*)\}\s*$/s)?.[1];
  if (inner === undefined) return undefined;
  const alternatives = inner.split("||").map((alternative) => alternative.split("&&").map(comparison));
  if (alternatives.flat().includes(undefined)) return undefined;
  return (message) => {
    const document = parsed(message);
    return document !== undefined && alternatives.some((terms) => terms.every((holds) => holds?.(document)));
  };
}

function comparison(term: string): ((document: Document) => boolean) | undefined {
  const bare = term.trim().replace(/^\(([^()]*)\)$/, "$1");
  const match = bare.match(/^\s*\$\.(\w+)\s*(=|!=)\s*"([^"]*)"\s*$/);
  if (match === null) return undefined;
  const [, name = "", operator, quoted = ""] = match;
  const parts = quoted.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const shape = new RegExp(`^${parts.join(".*")}$`);
  return (document) => {
    const value = document[name];
    return typeof value === "string" && shape.test(value) === (operator === "=");
  };
}

function parsed(message: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? (value as Document) : undefined;
  } catch {
    return undefined;
  }
}
