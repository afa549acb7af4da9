/**
 * The AWS Query protocol: nested input as dotted form fields, output as XML.
 * Source: "AWS query protocol" in the Smithy documentation.
 */

type Tree = { [name: string]: Tree | string };

/** Of SNS, the one service here that still speaks it. */
const namespace = "http://sns.amazonaws.com/doc/2010-03-31/";

/**
 * Turns `A.B=1`, `List.member.1=x`, `Map.entry.1.key=k` (or `.Name`) into nested objects, lists and maps;
 * `Action` and `Version` are left out.
 */
export function parseQuery(form: string): Readonly<Record<string, unknown>> {
  const tree: Tree = {};
  for (const [name, value] of new URLSearchParams(form)) {
    if (name !== "Action" && name !== "Version") plant(tree, name.split("."), value);
  }
  return grow(tree) as Record<string, unknown>;
}

function plant(tree: Tree, [name = "", ...rest]: readonly string[], value: string): void {
  if (rest.length === 0) {
    tree[name] = value;
    return;
  }
  const branch = tree[name];
  const next = typeof branch === "object" ? branch : {};
  tree[name] = next;
  plant(next, rest, value);
}

function grow(tree: Tree | string): unknown {
  if (typeof tree === "string") return tree;
  if (typeof tree.member === "object") return inOrder(tree.member).map(grow);
  if (typeof tree.entry === "object") {
    return Object.fromEntries(
      inOrder(tree.entry).map((entry) => {
        const fields = typeof entry === "object" ? entry : {};
        return [String(fields.key ?? fields.Name), grow(fields.value ?? fields.Value ?? "")];
      }),
    );
  }
  return Object.fromEntries(Object.entries(tree).map(([name, branch]) => [name, grow(branch)]));
}

function inOrder(numbered: Tree): (Tree | string)[] {
  return Object.entries(numbered)
    .sort(([a], [b]) => Number(a) - Number(b))
    .map(([, branch]) => branch);
}

/** `<root xmlns=…>` with lists as `<member>`; a `Map` is one of the output's own. */
export function toXml(root: string, content: object): string {
  return `<${root} xmlns="${namespace}">${inner(content)}</${root}>`;
}

function inner(value: unknown): string {
  if (Array.isArray(value)) return value.map((item) => `<member>${inner(item)}</member>`).join("");
  if (value instanceof Map) {
    return [...value].map(([key, item]) => inner({ entry: { key, value: item } })).join("");
  }
  if (typeof value !== "object" || value === null) return escapeXml(String(value));
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return entries.map(([name, item]) => `<${name}>${inner(item)}</${name}>`).join("");
}

function escapeXml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#xD;");
}
