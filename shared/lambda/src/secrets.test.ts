import type { SecretsManager } from "@millrace/aws/services";
import { describe, expect, it } from "vitest";
import { createSecret } from "./secrets.ts";

const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:dev-cursor-key";
const fiveMinutes = 5 * 60 * 1000;

/** Secrets Manager in memory, where each read gives the next value of its stage. */
function secretOf(values: Readonly<Record<string, readonly (string | Error | undefined)[]>>) {
  const reads: string[] = [];
  const clock = { now: 1_000_000 };
  const client: Pick<SecretsManager, "send"> = {
    send: async (_, { SecretId, VersionStage: stage = "" }) => {
      expect(SecretId).toBe(arn);
      const value = values[stage]?.[reads.filter((read) => read === stage).length];
      reads.push(stage);
      if (value instanceof Error) throw value;
      return { SecretString: value };
    },
  };
  return { read: createSecret(client, arn, () => new Date(clock.now)), reads, clock };
}

describe("createSecret", () => {
  it("reads the current version once for five minutes", async () => {
    const { read, reads, clock } = secretOf({ AWSCURRENT: ["first", "second"] });
    expect([await read(), await read("AWSCURRENT")]).toEqual(["first", "first"]);
    clock.now += fiveMinutes - 1;
    expect(await read()).toBe("first");
    expect(reads).toEqual(["AWSCURRENT"]);
  });

  it("reads again after five minutes, so that a rotation arrives", async () => {
    const { read, clock } = secretOf({ AWSCURRENT: ["first", "second", "third"] });
    await read();
    clock.now += fiveMinutes;
    expect(await read()).toBe("second");
    clock.now += fiveMinutes - 1;
    expect(await read()).toBe("second");
    clock.now += 1;
    expect(await read()).toBe("third");
  });

  it("keeps the versions apart, each with its own time", async () => {
    const { read, reads, clock } = secretOf({ AWSCURRENT: ["new", "newer"], AWSPREVIOUS: ["old"] });
    expect(await read("AWSCURRENT")).toBe("new");
    clock.now += fiveMinutes - 1;
    expect(await read("AWSPREVIOUS")).toBe("old");
    clock.now += 1;
    expect([await read("AWSPREVIOUS"), await read("AWSCURRENT")]).toEqual(["old", "newer"]);
    expect(reads).toEqual(["AWSCURRENT", "AWSPREVIOUS", "AWSCURRENT"]);
  });

  it("does not remember an outage, and does not go on with what is out of date", async () => {
    const { read, clock } = secretOf({ AWSCURRENT: [new Error("socket hang up"), "first", new Error("denied")] });
    await expect(read()).rejects.toThrow("socket hang up");
    expect(await read()).toBe("first");
    clock.now += fiveMinutes;
    await expect(read()).rejects.toThrow("denied");
  });

  it("remembers for five minutes that a version is not there", async () => {
    const absent = Object.assign(new Error("no such version"), { name: "ResourceNotFoundException" });
    const { read, reads, clock } = secretOf({ AWSPREVIOUS: [absent, "old"] });
    await expect(read("AWSPREVIOUS")).rejects.toThrow("no such version");
    await expect(read("AWSPREVIOUS")).rejects.toThrow("no such version");
    expect(reads).toHaveLength(1);
    clock.now += fiveMinutes;
    expect(await read("AWSPREVIOUS")).toBe("old");
  });

  it("throws where the secret is no text, naming the secret and nothing of it", async () => {
    const { read } = secretOf({ AWSCURRENT: [undefined] });
    await expect(read()).rejects.toThrow(`The secret ${arn} has no string value.`);
  });
});
