import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { type LocalReady, readLocalReady } from "../ready.ts";
import { takeReadyFile } from "./ready-file.ts";

const folder = temporaryFolder();

/** No process has it: Linux and macOS count to less. */
const deadPid = 2 ** 30;

function aStack(port: number, pid: number = process.pid): LocalReady {
  const url = `http://127.0.0.1:${port}`;
  return {
    ...{ apiUrl: url, awsEndpoint: url, adminUrl: url, tokenUrl: url, region: "us-east-1", stage: "dev", pid },
    ...{ tableName: "table", userPoolId: "pool", clientId: "client", machineClients: [], users: [] },
  };
}

describe("takeReadyFile", () => {
  it("makes the folder, and removes the file when its stack ends", () => {
    const file = join(folder, "deeper", "ready.json");
    const giveBack = takeReadyFile(file, aStack(1));
    expect(readLocalReady(file)).toEqual(aStack(1));
    giveBack();
    expect(existsSync(file)).toBe(false);
  });

  it("gives the file back to the stack before, where that still runs", () => {
    const file = join(folder, "running.json");
    const [giveBackFirst, giveBackSecond] = [takeReadyFile(file, aStack(1)), takeReadyFile(file, aStack(2))];
    expect(readLocalReady(file)).toEqual(aStack(2));
    giveBackSecond();
    expect(readLocalReady(file)).toEqual(aStack(1));
    giveBackFirst();
    expect(existsSync(file)).toBe(false);
  });

  it("does not bring a stack back that has ended without removing its file", () => {
    const file = join(folder, "dead.json");
    takeReadyFile(file, aStack(1, deadPid));
    takeReadyFile(file, aStack(2))();
    expect(existsSync(file)).toBe(false);
  });

  it("does not bring back what is no ready file", () => {
    const file = join(folder, "other.json");
    writeFileSync(file, "{");
    takeReadyFile(file, aStack(2))();
    expect(existsSync(file)).toBe(false);
  });

  it("leaves the file to a stack that has taken it since", () => {
    const file = join(folder, "taken.json");
    const giveBack = takeReadyFile(file, aStack(1));
    takeReadyFile(file, aStack(2));
    giveBack();
    expect(readFileSync(file, "utf8")).toContain("127.0.0.1:2");
  });
});
