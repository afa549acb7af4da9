import { dirname, join } from "node:path";
import type { Import, Source } from "./source.ts";

/** A workspace's `package.json`, as far as imports are resolved with it. */
export type Workspace = {
  readonly name: string;
  /** Its folder, from the root of the repository. */
  readonly folder: string;
  readonly exports: Readonly<Record<string, string>>;
};

/** The files of a repository, by their paths from its root, without tests. */
export type House = { readonly sources: ReadonlyMap<string, Source>; readonly workspaces: readonly Workspace[] };

/** What a reader opens, with the folders it lies in. */
export type Opened = { readonly files: readonly string[]; readonly folders: number };

/** What every file is written with, as a framework is: to be known once, and not opened for a use case. */
function isFramework(path: string): boolean {
  return /^shared\/(aws|kernel|table|lambda)\/|^shared\/contracts\/src\/(define-\w+|opened|values)\.ts$/.test(path);
}

/**
 * Every file that an entry's values come from, itself included: what it imports, and what that imports, without the
 * framework (aws, kernel, table, lambda and the declaration language of contracts).
 */
export function openedFor(entry: string, house: House): Opened {
  return opened(entry, (path) => importedBy(path, house, ({ isType }) => !isType));
}

/** The same with what types come from, but for the type of all ports of its service. */
export function openedForRoute(entry: string, house: House): Opened {
  return opened(entry, (path) => importedBy(path, house, ({ names }) => names.join() !== "Ports"));
}

/**
 * What is to be opened by a reader who trusts other workspaces, doors and pricing among them, and how items are laid
 * out: the values within the entry's own service, and for each port that is taken apart the file that makes it.
 */
export function openedInside(entry: string, house: House): Opened {
  const service = serviceOf(entry);
  function isTrusted(path: string): boolean {
    return serviceOf(path) !== service || path.endsWith(".entity.ts");
  }
  return opened(entry, (path) =>
    [...importedBy(path, house, ({ isType }) => !isType), ...portFiles(path, house)].filter((each) => !isTrusted(each)),
  );
}

/** `services/orders` of `services/orders/src/http/checkout.ts`. */
function serviceOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function opened(entry: string, next: (path: string) => readonly string[]): Opened {
  const seen = new Set([entry]);
  // A set gives what is added while it is walked, too.
  for (const path of seen) for (const each of next(path)) seen.add(each);
  const files = [...seen].filter((path) => !isFramework(path));
  return { files, folders: new Set(files.map((path) => dirname(path))).size };
}

function importedBy(path: string, house: House, isFollowed: (each: Import) => boolean): readonly string[] {
  const imports = house.sources.get(path)?.imports ?? [];
  return imports.filter(isFollowed).flatMap(({ from }) => resolved(path, from, house) ?? []);
}

/** The files that make the ports a file takes apart, as the file of its `Ports`, or one beside it, calls them. */
function portFiles(path: string, house: House): readonly string[] {
  const roots = importedBy(path, house, ({ names }) => names.includes("Ports"));
  const makers = roots.flatMap((root) => [root, ...importedBy(root, house, () => true)]);
  const { portsTaken = [] } = house.sources.get(path) ?? {};
  return makers.flatMap((maker) => {
    const mentioned = portsTaken.flatMap((port) => house.sources.get(maker)?.mentions.get(port) ?? []);
    return importedBy(maker, house, ({ names, isType }) => !isType && names.some((name) => mentioned.includes(name)));
  });
}

/** The file that an import names; undefined for what is not the repository's own. */
function resolved(path: string, from: string, { sources, workspaces }: House): string | undefined {
  if (from.startsWith(".")) return known(join(dirname(path), from), sources);
  const workspace = workspaces.find(({ name }) => from.startsWith(`${name}/`));
  if (workspace === undefined) return undefined;
  const asked = `.${from.slice(workspace.name.length)}`;
  const exact = workspace.exports[asked];
  const target = exact ?? workspace.exports["./*"]?.replace("*", asked.slice("./".length));
  return target === undefined ? undefined : known(join(workspace.folder, target), sources);
}

function known(path: string, sources: House["sources"]): string | undefined {
  return sources.has(path) ? path : undefined;
}
