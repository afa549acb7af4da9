import { execFileSync, type StdioOptions } from "node:child_process";

/** An earlier state of a repository, and in words which one it is. */
export type Base = {
  readonly says: string;
  /** The text of each file that the state has directly in a folder, by name. */
  filesIn(folder: string): ReadonlyMap<string, string>;
};

/** What git answers, or undefined where it refuses: no repository, no such commit, no common ancestor. */
function ask(repository: string, ...args: readonly string[]): string | undefined {
  try {
    const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
    return execFileSync("git", [...args], { cwd: repository, encoding: "utf8", stdio, maxBuffer: 2 ** 28 }).trimEnd();
  } catch {
    return undefined;
  }
}

/** Where others' changes come together, as a clone or a worktree knows it; the first one there is counts. */
const trunks = ["origin/main", "origin/HEAD", "main"];

type Found = { readonly commit: string; readonly says: string };

function mergeBaseOf(repository: string): Found | undefined {
  const head = ask(repository, "rev-parse", "HEAD");
  const trunk = trunks.find((name) => ask(repository, "rev-parse", "--verify", "--quiet", `${name}^{commit}`));
  const commit = trunk === undefined ? undefined : ask(repository, "merge-base", "HEAD", trunk);
  return commit === undefined || commit === head ? undefined : { commit, says: `the merge base with ${trunk}` };
}

function releaseOf(repository: string): Found | undefined {
  const tag = ask(repository, "describe", "--tags", "--abbrev=0", "--match", "v[0-9]*", "HEAD^");
  return tag === undefined ? undefined : { commit: tag, says: `the last release, ${tag}` };
}

function oldestOf(repository: string): Found | undefined {
  if (ask(repository, "rev-parse", "--is-shallow-repository") !== "true") return undefined;
  const commit = ask(repository, "rev-list", "--first-parent", "HEAD")?.split("\n").at(-1);
  return commit === undefined ? undefined : { commit, says: "the oldest commit of a shallow clone" };
}

function parentOf(repository: string): Found | undefined {
  const commit = ask(repository, "rev-parse", "--verify", "--quiet", "HEAD^");
  return commit === undefined ? undefined : { commit, says: "the commit before" };
}

/**
 * What a change is to be compared with, so that the change itself cannot alter it: on a branch the merge base with main;
 * on main the last release, or the commit before where nothing was released. A shallow clone that has neither gives its
 * oldest commit, and what is no repository, or has one commit only, nothing: then there are no files.
 */
export function baseOf(repository: string): Base {
  const found = mergeBaseOf(repository) ?? releaseOf(repository) ?? oldestOf(repository) ?? parentOf(repository);
  if (found === undefined) return { says: "nothing: no earlier commit is here", filesIn: () => new Map() };
  const { commit, says } = found;
  return {
    says: `${says} (${ask(repository, "rev-parse", "--short", commit)})`,
    filesIn(folder) {
      const names = ask(repository, "ls-tree", "--name-only", `${commit}:${folder}`)?.split("\n") ?? [];
      return new Map(names.map((name) => [name, ask(repository, "show", `${commit}:${folder}/${name}`) ?? ""]));
    },
  };
}
