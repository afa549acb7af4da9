import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { baseOf } from "../support/merge-base.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();

/** Whatever the machine's own git is set to. */
const settings = ["user.name=test", "user.email=test@example.com", "commit.gpgsign=false", "init.defaultBranch=main"];

function git(repository: string, ...args: readonly string[]): string {
  const options = settings.flatMap((setting) => ["-c", setting]);
  return execFileSync("git", [...options, ...args], {
    cwd: repository,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
}

function commit(repository: string, text: string): void {
  mkdirSync(join(repository, "schemas"), { recursive: true });
  writeFileSync(join(repository, "schemas/a.json"), text);
  git(repository, "add", "-A");
  git(repository, "commit", "-qm", text);
}

/** A repository whose main has these states of one file. */
function aRepository(...texts: readonly string[]): string {
  const repository = mkdtempSync(join(folder, "repository-"));
  git(repository, "init", "-q");
  for (const text of texts) commit(repository, text);
  return repository;
}

function aClone(of: string, ...options: readonly string[]): string {
  const into = mkdtempSync(join(folder, "clone-"));
  git(folder, "clone", "-q", ...options, `file://${of}`, into);
  return into;
}

function seenFrom(repository: string) {
  const base = baseOf(repository);
  return [base.says.replace(/ \([0-9a-f]+\)$/, ""), base.filesIn("schemas").get("a.json")];
}

describe("what a change is compared with", () => {
  it("is the merge base on a branch, whatever main and the branch have done since", () => {
    const repository = aRepository("one", "two");
    git(repository, "switch", "-qc", "change");
    commit(repository, "three");
    commit(repository, "four");
    git(repository, "switch", "-q", "main");
    commit(repository, "meanwhile");
    git(repository, "switch", "-q", "change");
    expect(seenFrom(repository)).toEqual(["the merge base with main", "two"]);
  });

  it("is the merge base with the remote's main where there is one, also for commits on the own main", () => {
    const clone = aClone(aRepository("one", "two"));
    commit(clone, "three");
    commit(clone, "four");
    expect(seenFrom(clone)).toEqual(["the merge base with origin/main", "two"]);
  });

  it("is the last release on main, and before any the commit before, in a fresh clone too", () => {
    const repository = aRepository("one", "two", "three");
    expect(seenFrom(repository)).toEqual(["the commit before", "two"]);
    expect(seenFrom(aClone(repository))).toEqual(["the commit before", "two"]);
    git(repository, "tag", "v1.0.0", "HEAD^^");
    expect(seenFrom(repository)).toEqual(["the last release, v1.0.0", "one"]);
    expect(seenFrom(aClone(repository))).toEqual(["the last release, v1.0.0", "one"]);
  });

  it("is the release before, where the commit at hand is released", () => {
    const repository = aRepository("one", "two");
    git(repository, "tag", "v1.0.0", "HEAD^");
    git(repository, "tag", "v2.0.0");
    expect(seenFrom(repository)).toEqual(["the last release, v1.0.0", "one"]);
  });

  it("is the oldest commit of a shallow clone that knows no merge base", () => {
    const repository = aRepository("one", "two", "three");
    expect(seenFrom(aClone(repository, "--depth", "2"))).toEqual(["the oldest commit of a shallow clone", "two"]);
    expect(seenFrom(aClone(repository, "--depth", "1"))).toEqual(["the oldest commit of a shallow clone", "three"]);
  });

  it("is the merge base in a clone of a branch alone, where main is not known, only as far as it goes", () => {
    const repository = aRepository("one");
    git(repository, "switch", "-qc", "change");
    commit(repository, "two");
    commit(repository, "three");
    const clone = aClone(repository, "--single-branch", "--branch", "change");
    git(clone, "remote", "remove", "origin");
    expect(seenFrom(clone)).toEqual(["the commit before", "two"]);
  });

  it("is nothing where there is no earlier commit, and says so", () => {
    expect(seenFrom(aRepository("one"))).toEqual(["nothing: no earlier commit is here", undefined]);
    expect(seenFrom(mkdtempSync(join(folder, "plain-")))[1]).toBeUndefined();
  });

  it("has no files in a folder that was not there", () => {
    expect(baseOf(aRepository("one", "two")).filesIn("elsewhere").size).toBe(0);
  });
});
