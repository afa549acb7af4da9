import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { databaseFolder, openState, writeState } from "./state.ts";

const engine = "dynamodb-local" as const;
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "millrace-state-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe("state", () => {
  it("begins empty in a folder that is empty or not there", () => {
    expect(openState(folder, engine)).toEqual({ engine, secrets: {}, userPools: {} });
    expect(openState(join(folder, "a", "b"), engine)).toEqual({ engine, secrets: {}, userPools: {} });
  });

  it("is there again the next time, and leaves no drafts", () => {
    openState(folder, engine);
    const user = {
      sub: "s",
      attributes: { email: "ada@example.com" },
      groups: [],
      createdAt: 1,
      modifiedAt: 1,
      status: "CONFIRMED" as const,
      verifier: { salt: "1", verifier: "2" },
    };
    const pool = { users: { s: user }, subs: { "ada@example.com": "s" }, signIns: {} };
    const state = { engine, secrets: { Key: "abc" }, userPools: { pool } } as const;
    writeState(folder, state);
    expect(openState(folder, engine)).toMatchObject(state);
    expect(readdirSync(folder).sort()).toEqual(["dynamodb", "millrace.json"]);
  });

  it.each([
    ["broken JSON", "{"],
    ["another format", '{"format":1,"secrets":{},"userPools":{}}'],
    ["other fields", '{"format":2,"engine":"dynoxide","secrets":[],"userPools":{}}'],
  ])("refuses %s with the remedy", (_, text) => {
    writeFileSync(join(folder, "millrace.json"), text);
    expect(() => openState(folder, engine)).toThrow(
      /millrace\.json is corrupt or from another version\. Name another folder with --data/,
    );
  });

  it("refuses a table that another engine has made, with the remedy", () => {
    openState(folder, "dynoxide");
    expect(() => openState(folder, engine)).toThrow(/was made by dynoxide.* Add --engine dynoxide/);
  });

  it("refuses a folder of somebody else, even one with a database", () => {
    openState(folder, engine);
    rmSync(join(folder, "millrace.json"));
    writeFileSync(join(databaseFolder(folder), "other.db"), "");
    expect(() => openState(folder, engine)).toThrow(/holds files that are not Millrace's state \(other\.db\)/);
  });

  it("refuses a file where the folder should be", () => {
    const file = join(folder, "file");
    writeFileSync(file, "");
    expect(() => openState(file, engine)).toThrow(/cannot be made .*Name another folder with --data/);
  });
});
