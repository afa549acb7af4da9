import { TransactWriteItemsCommand } from "@aws-sdk/client-dynamodb";
import { GetAccountCommand } from "@aws-sdk/client-sesv2";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { dynamodb, eventBridge, secretsManager, ses, sns, sqs } from "./clients.ts";

const clients = { dynamodb, eventBridge, secretsManager, ses, sns, sqs };

/** The SDK's handler tells its settings nowhere else before its first request. */
async function connectionOf({ config }: { readonly config: { readonly requestHandler: object } }) {
  return (await Reflect.get(config.requestHandler, "configProvider")) as { readonly requestTimeout: number };
}

describe.each(Object.entries(clients))("%s", (_, create) => {
  it("copies nothing for a log", () => {
    expect(create().middlewareStack.identify().join("\n")).not.toContain("loggerMiddleware");
  });

  it("throws when an answer does not come in time, which the SDK by itself would not", async () => {
    expect(await connectionOf(create())).toMatchObject({
      requestTimeout: expect.any(Number),
      throwOnRequestTimeout: true,
    });
  });
});

/** A client of which every attempt ends with this error. */
function failing<Client extends { readonly config: object }>(client: Client, error: Error) {
  let attempts = 0;
  const handle = async () => {
    attempts += 1;
    throw error;
  };
  const credentials = async () => ({ accessKeyId: "a", secretAccessKey: "b" });
  Object.assign(client.config, { credentials, requestHandler: { handle } });
  return { client, attempts: () => attempts };
}

describe("a call in trouble", () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
    // Every pause as long as it can be.
    vi.spyOn(Math, "random").mockReturnValue(0.999_999);
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  /** How often a write is tried and how long it takes, in virtual time, when every attempt ends so. */
  async function tried(error: Error) {
    const { client, attempts } = failing(dynamodb(), error);
    const start = Date.now();
    let thrown: unknown;
    void client.send(new TransactWriteItemsCommand({ TransactItems: [] })).catch((told: unknown) => {
      thrown = told;
    });
    while (thrown === undefined) {
      await new Promise((resolve) => setImmediate(resolve));
      vi.runOnlyPendingTimers();
    }
    return { attempts: attempts(), thrown, milliseconds: Date.now() - start };
  }

  it.each([
    ["a throttle", { name: "ProvisionedThroughputExceededException" }],
    ["a broken connection", { code: "ECONNRESET" }],
  ])("is tried five times within a third of a second, and then told as it is: %s", async (_, what) => {
    const error = Object.assign(new Error("no"), what);
    const { attempts, thrown, milliseconds } = await tried(error);
    expect([attempts, thrown]).toEqual([5, error]);
    expect(milliseconds).toBeGreaterThan(280);
    expect(milliseconds).toBeLessThanOrEqual(300);
  });

  it.each([
    ["a time-out", { name: "TimeoutError" }],
    ["anything else", { name: "ValidationException" }],
  ])("is tried once: %s", async (_, what) => {
    expect(await tried(Object.assign(new Error("no"), what))).toMatchObject({ attempts: 1, milliseconds: 0 });
  });

  it("may wait for one answer beside all its pauses, and be told within two seconds", async () => {
    expect((await connectionOf(dynamodb())).requestTimeout).toBeLessThanOrEqual(1_700);
  });
});

describe("ses", () => {
  it("sends once", async () => {
    const error = Object.assign(new Error("no"), { name: "ThrottlingException" });
    const { client, attempts } = failing(ses(), error);
    await expect(client.send(new GetAccountCommand({}))).rejects.toBe(error);
    expect(attempts()).toBe(1);
  });
});
