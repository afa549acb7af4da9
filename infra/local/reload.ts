import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, watch } from "node:fs";
import { join, relative, sep } from "node:path";
import { BuildError } from "./build.ts";

/** An editor writes a file in several steps, and a checkout many files. */
const quietMilliseconds = 150;

/**
 * Watches TypeScript sources in folders, whatever is beneath them, and tells what has changed once it is quiet; what
 * changes while `onChange` is at work is told when it is done. Each folder is watched by itself: on Linux the recursive
 * watch of Node 24 watches files, and loses one that an editor or git replaces.
 *
 * @returns ends the watching.
 */
export function watchSources(
  folders: readonly string[],
  onChange: (files: readonly string[]) => Promise<void>,
): () => void {
  const changed = new Set<string>();
  let quiet: NodeJS.Timeout | undefined;
  let working = false;

  const tell = async (): Promise<void> => {
    if (working || changed.size === 0) return;
    working = true;
    const files = [...changed].sort();
    changed.clear();
    await onChange(files);
    working = false;
    await tell();
  };
  const notice = (file: string): void => {
    if (!file.endsWith(".ts") || file.endsWith(".test.ts")) return;
    changed.add(file);
    clearTimeout(quiet);
    quiet = setTimeout(() => void tell(), quietMilliseconds);
  };
  const watchers = folders
    .flatMap(withFoldersBeneath)
    .map((folder) => watch(folder, (_event, name) => notice(join(folder, name ?? ""))));
  return () => {
    clearTimeout(quiet);
    for (const watcher of watchers) watcher.close();
  };
}

/** A folder made later is not among them; a file in it counts once one that imports it is saved. */
function withFoldersBeneath(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const beneath = entries.filter((entry) => entry.isDirectory());
  return [folder, ...beneath.map((entry) => join(entry.parentPath, entry.name))];
}

export type ReloadOptions = {
  /** Root of the repository. */
  readonly root: string;
  /** Builds all functions into `dist/<function>`. */
  readonly build: () => Promise<void>;
  /** Lets the next invocation of a function run the bundle in this folder. */
  readonly replace: (functionName: string, bundleFolder: string) => void;
  readonly say: (line: string) => void;
};

/**
 * Rebuilds the functions whenever a source changes, and replaces those whose bundle came out different. A source that
 * cannot be built is told, and the old bundle goes on.
 *
 * @returns ends the reloading.
 */
export function reloadOnChange({ root, build, replace, say }: ReloadOptions): () => void {
  const dist = join(root, "dist");
  const services = ["services", "shared"].flatMap((kind) => sourceFolders(join(root, kind)));
  let running = fingerprints(dist);

  return watchSources([...services, join(root, "infra/cdk")], async (files) => {
    const names = files.map((file) => relative(root, file));
    for (const name of names.filter(shapesTheTemplate)) {
      say(`${name} changed: the template is made at the start only. Restart to run what it says now.`);
    }
    if (names.every((name) => name.startsWith(`infra${sep}`))) return;
    let built: ReadonlyMap<string, string>;
    try {
      await build();
      built = fingerprints(dist);
    } catch (error) {
      // Nobody waits for it: whatever was wrong with a file, the next change is a new attempt.
      const reason = error instanceof BuildError ? error.message : String(error);
      return say(`${reason}\nThe functions go on as they were.`);
    }
    const different = [...built].filter(([name, print]) => running.has(name) && running.get(name) !== print);
    for (const [name] of different) replace(name, join(dist, name));
    running = built;
    if (different.length > 0) say(`Reloaded ${different.map(([name]) => name).join(", ")}.`);
  });
}

/** Sources that say which functions there are, and what reaches and may do what. */
function shapesTheTemplate(name: string): boolean {
  return name.startsWith(`infra${sep}`) || name.endsWith(`${sep}manifest.ts`);
}

function sourceFolders(parent: string): string[] {
  return readdirSync(parent)
    .map((name) => join(parent, name, "src"))
    .filter((folder) => existsSync(folder));
}

/** The content of each bundle's files, as one hash each. */
function fingerprints(dist: string): ReadonlyMap<string, string> {
  return new Map(readdirSync(dist).map((name) => [name, fingerprint(join(dist, name))]));
}

function fingerprint(folder: string): string {
  const hash = createHash("sha256");
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex");
}
