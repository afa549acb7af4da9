import { parseSync, Visitor } from "oxc-parser";

export type Import = {
  readonly from: string;
  /** What it brings: the names this file calls it by. */
  readonly names: readonly string[];
  /** Whether nothing of it is there at run time. */
  readonly isType: boolean;
};

type SourceFunction = {
  readonly name: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** From its first to its last line, without blank lines and comments; what stands inside it counts. */
  readonly lines: number;
};

/** What is measured of one file of TypeScript. */
export type Source = {
  readonly imports: readonly Import[];
  readonly functions: readonly SourceFunction[];
  readonly lines: number;
  /** Lines that hold more than blanks and comments. */
  readonly codeLines: number;
  /** The ports its functions take apart: `orders` of `({ orders }: Ports) => …`. */
  readonly portsTaken: readonly string[];
  /** By the name of each variable and property: the names that its value mentions. */
  readonly mentions: ReadonlyMap<string, readonly string[]>;
};

type Span = { readonly start: number; readonly end: number };
type Parsed = ReturnType<typeof parseSync>;

/** @throws SyntaxError when the text is no TypeScript */
export function sourceOf(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new SyntaxError(`${path}: ${error.message}`);
  const code = withoutComments(text, parsed.comments);
  return { imports: importsOf(parsed), lines: linesOf(text), codeLines: codeLinesOf(code), ...partsOf(parsed, code) };
}

function withoutComments(text: string, comments: readonly Span[]): string {
  let code = "";
  let end = 0;
  for (const comment of comments) {
    code += text.slice(end, comment.start) + text.slice(comment.start, comment.end).replace(/[^\n]/g, " ");
    end = comment.end;
  }
  return code + text.slice(end);
}

function linesOf(text: string): number {
  return text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}

function codeLinesOf(code: string): number {
  return code.split("\n").filter((line) => line.trim() !== "").length;
}

function importsOf({ module }: Parsed): readonly Import[] {
  const imports = module.staticImports.map(({ moduleRequest, entries }) => ({
    from: moduleRequest.value,
    names: entries.map(({ localName }) => localName.value),
    isType: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  const passedOn = module.staticExports
    .flatMap(({ entries }) => entries)
    .flatMap(({ moduleRequest, importName: { name }, isType }) =>
      moduleRequest === null ? [] : [{ from: moduleRequest.value, names: name === null ? [] : [name], isType }],
    );
  return [...imports, ...passedOn];
}

/** Functions and names, in one walk through the tree. */
function partsOf({ program }: Parsed, code: string): Pick<Source, "functions" | "portsTaken" | "mentions"> {
  const functions: SourceFunction[] = [];
  const portsTaken: string[] = [];
  const named: (Span & { readonly name: string })[] = [];
  const identifiers: (Span & { readonly name: string })[] = [];

  function noteNamed(key: { readonly type: string; readonly name?: unknown }, value: Span | null): void {
    if (value !== null && key.type === "Identifier") named.push({ ...spanOf(value), name: String(key.name) });
  }
  function noteFunction(span: Span): void {
    const around = named.filter(({ start, end }) => start <= span.start && span.end <= end).at(-1);
    functions.push({
      name: around?.name ?? "without a name",
      line: code.slice(0, span.start).split("\n").length,
      lines: codeLinesOf(code.slice(span.start, span.end)),
    });
  }
  new Visitor({
    VariableDeclarator: ({ id, init }) => noteNamed(id, init),
    Property: ({ key, value }) => noteNamed(key, value),
    Identifier: ({ name, start, end }) => identifiers.push({ name, start, end }),
    ObjectPattern: ({ properties, typeAnnotation }) => {
      if (!/\w*Ports\b/.test(textOf(code, typeAnnotation))) return;
      portsTaken.push(...properties.flatMap((each) => (each.type === "Property" ? textOf(code, each.key) : [])));
    },
    FunctionDeclaration: (declared) => {
      named.push({ ...spanOf(declared), name: declared.id?.name ?? "default" });
      noteFunction(declared);
    },
    FunctionExpression: noteFunction,
    ArrowFunctionExpression: noteFunction,
  }).visit(program);

  const mentions = new Map<string, readonly string[]>();
  for (const { name, start, end } of named) {
    const inside = identifiers.filter((each) => start <= each.start && each.end <= end).map((each) => each.name);
    mentions.set(name, [...(mentions.get(name) ?? []), ...inside]);
  }
  return { functions, portsTaken, mentions };
}

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

function textOf(code: string, span: Span | null | undefined): string {
  return span ? code.slice(span.start, span.end) : "";
}
