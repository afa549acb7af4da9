import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { applyPatch, parsePatch } from "diff";
import type { Plugin } from "esbuild";

const root = join(import.meta.dirname, "../..");
const folder = join(import.meta.dirname, "patches");

/** The libraries' files that patches change, with the changes in them, by path. */
export type PatchedFiles = ReadonlyMap<string, string>;

/** `electrodb 3.9.3`, from the path of one of its files. */
function versionOf(path: string): string {
  const [library = ""] = /^.*\/node_modules\/(@[^/]+\/)?[^/]+/.exec(path) ?? [];
  const { name, version } = JSON.parse(readFileSync(join(library, "package.json"), "utf8"));
  return `${name} ${version}`;
}

/**
 * Applies unified diffs, whose paths begin at the root of the repository. What stands above a diff is read by people.
 *
 * @param patches each with its name
 * @throws Error naming library, version and patch, when a file no longer reads as the patch expects
 */
export function patchedFiles(patches: ReadonlyMap<string, string>): PatchedFiles {
  const files = new Map<string, string>();
  for (const [name, offered] of patches) {
    for (const patch of parsePatch(offered)) {
      const path = join(root, patch.newFileName?.replace(/^b\//, "") ?? "");
      const text = files.get(path) ?? (existsSync(path) ? readFileSync(path, "utf8") : "");
      const patched = applyPatch(text, patch);
      if (patched === false) {
        throw new Error(`${versionOf(path)} does not take ${name} any more: drop the patch, or write it anew.`);
      }
      files.set(path, patched);
    }
  }
  return files;
}

/** Every patch of a library: `patches/*.patch`, each also the text of what was offered to those who keep the library. */
export function libraryPatches(): ReadonlyMap<string, string> {
  return new Map(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name), "utf8")]),
  );
}

/** Gives the bundler the patched files. Only bundles have them: tests and tools run the libraries as they are. */
export function patchLibraries(builder: Parameters<Plugin["setup"]>[0]): void {
  const files = patchedFiles(libraryPatches());
  for (const [path, contents] of files) {
    const anyCopy = path.slice(path.lastIndexOf("/node_modules/")).replaceAll(/\W/g, "\\$&");
    builder.onLoad({ filter: new RegExp(`${anyCopy}$`) }, (loaded) => {
      if (loaded.path !== path) throw new Error(`${loaded.path} is another copy of what is patched in ${path}.`);
      return { contents };
    });
  }
}
