type Document = Readonly<Record<string, unknown>>;

/**
 * A CloudWatch Logs filter pattern as a function: the empty one lets all pass, `{ $.a = "x" && $.b = "y" || $.a = "z" }`
 * compares strings of JSON lines. Undefined for any other pattern. Rules: CloudWatch Logs user guide, "Filter pattern
 * syntax".
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

/** `*` in a value would stand for anything. */
function comparison(term: string): ((document: Document) => boolean) | undefined {
  const [, name, value] = term.match(/^\s*\$\.(\w+)\s*=\s*"([^"*]*)"\s*$/) ?? [];
  return name === undefined ? undefined : (document) => document[name] === value;
}

function parsed(message: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === "object" && value !== null ? (value as Document) : undefined;
  } catch {
    return undefined;
  }
}
