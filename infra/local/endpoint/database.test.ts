import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DynamoDBClient, GetItemCommand } from "@aws-sdk/client-dynamodb";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createTable } from "../../../test/support/create-table.ts";
import { choose, engines, startDatabase } from "./database.ts";
import { DatabaseError } from "./database-process.ts";
import { missingJava } from "./dynamodb-local.ts";
import { dynoxideBinary } from "./dynoxide.ts";

const noJava = "Java was not found, and DynamoDB Local needs it.";
const binary = "/somewhere/dynoxide";

describe("the engine", () => {
  it.each([
    ["nothing asked, both there", undefined, undefined, binary, "dynamodb-local"],
    ["nothing asked, Java alone", undefined, undefined, undefined, "dynamodb-local"],
    ["nothing asked, no Java", undefined, noJava, binary, "dynoxide"],
    ["DynamoDB Local asked", "dynamodb-local", undefined, binary, "dynamodb-local"],
    ["dynoxide asked, both there", "dynoxide", undefined, binary, "dynoxide"],
    ["dynoxide asked, no Java", "dynoxide", noJava, binary, "dynoxide"],
  ] as const)("with %s is chosen", (_, asked, missing, dynoxide, engine) => {
    expect(choose(asked, { missingJava: missing, dynoxide }).engine).toBe(engine);
  });

  it("says in one line what differs, and why, only where dynoxide runs", () => {
    const found = { missingJava: noJava, dynoxide: binary };
    expect(choose(undefined, found).notice).toBe(
      "Java was not found, and DynamoDB Local needs it. The table is kept by dynoxide: nothing expires by TTL, and writes slow down once the stream holds more than some 10,000 records.",
    );
    expect(choose("dynoxide", { ...found, missingJava: undefined }).notice).toMatch(/^The table is kept by dynoxide: /);
    expect(choose(undefined, { ...found, missingJava: undefined }).notice).toBeUndefined();
  });

  it.each([
    ["DynamoDB Local asked, no Java", "dynamodb-local", noJava, binary, /Java was not found.*Install a Java runtime/],
    ["dynoxide asked and not there", "dynoxide", undefined, undefined, /@dynoxide\/linux-x64 is not installed/],
    ["neither there", undefined, noJava, undefined, /Install a Java runtime.*npm ci.*dynoxide/],
  ] as const)("with %s is refused with the remedy", (_, asked, missing, dynoxide, said) => {
    const chosen = () => choose(asked, { missingJava: missing, dynoxide });
    expect(chosen).toThrow(DatabaseError);
    expect(chosen).toThrow(said);
  });
});

const here = { "dynamodb-local": (await missingJava()) === undefined, dynoxide: dynoxideBinary() !== undefined };

describe.each(engines.filter((engine) => here[engine]))("%s", (engine) => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "millrace-database-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const options = { databases: "shared", tuning: "quick" } as const;

  it("commits a transaction as a whole and keeps it from run to run", async () => {
    const key = (name: string) => ({ pk: { S: name }, sk: { S: "1" } });
    const first = await startDatabase(engine, { ...options, dataFolder: folder });
    const { client, table } = await createTable(first.endpoint);
    const write = (...names: readonly string[]) =>
      client.send("TransactWriteItems", {
        TransactItems: names.map((name) => ({
          Put: { TableName: table, Item: key(name), ConditionExpression: "attribute_not_exists(pk)" },
        })),
      });
    await write("a", "b");
    await expect(write("c", "a")).rejects.toMatchObject({
      CancellationReasons: [{ Code: "None" }, { Code: "ConditionalCheckFailed" }],
    });
    await first.stop();

    const second = await startDatabase(engine, { ...options, dataFolder: folder });
    const again = new DynamoDBClient({
      endpoint: second.endpoint,
      region: "us-east-1",
      credentials: client.config.credentials,
    });
    const kept = async (name: string) =>
      (await again.send(new GetItemCommand({ TableName: table, Key: key(name) }))).Item !== undefined;
    expect([await kept("a"), await kept("b"), await kept("c")]).toEqual([true, true, false]);
    again.destroy();
    await second.stop();
  });

  it("refuses a file that is no database, with the remedy", async () => {
    for (const name of ["shared-local-instance.db", "dynoxide.db"]) {
      writeFileSync(join(folder, name), "This is a letter, and it is long enough to be read as one.");
    }
    await expect(startDatabase(engine, { ...options, dataFolder: folder })).rejects.toThrow(
      /The database in .* is corrupt\. Remove the data folder/,
    );
  });
});
