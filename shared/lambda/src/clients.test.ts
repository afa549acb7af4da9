import { PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { PublishBatchCommand } from "@aws-sdk/client-sns";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { interceptSdkCalls } from "../../../test/support/sdk-calls.ts";
import { dynamodb, secretsManager, ses, sqs } from "./clients.ts";
import { eventBridge, sns } from "./sdk-clients.ts";

/** One call by each client. */
const calls = {
  dynamodb: () => dynamodb().send("TransactWriteItems", { TransactItems: [] }),
  eventBridge: () => eventBridge().send(new PutEventsCommand({ Entries: [] })),
  secretsManager: () => secretsManager().send("GetSecretValue", { SecretId: "arn" }),
  ses: () => ses().send("SendEmail", { Content: {} }),
  sns: () => sns().send(new PublishBatchCommand({ TopicArn: "arn:aws:sns:r:1:t", PublishBatchRequestEntries: [] })),
  sqs: () => sqs().send("SendMessage", { QueueUrl: "https://queue", MessageBody: "{}" }),
};
type Name = keyof typeof calls;

beforeEach(() => {
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_ACCESS_KEY_ID", "a");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "b");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "Date"] });
  // Every pause as long as it can be.
  vi.spyOn(Math, "random").mockReturnValue(0.999_999);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** How often a call is tried and how long that takes, in virtual time, when every attempt ends so. */
async function tried(name: Name, error: Error) {
  let attempts = 0;
  const end = interceptSdkCalls(() => {
    attempts += 1;
    return Promise.reject(error);
  });
  const start = Date.now();
  let thrown: unknown;
  void calls[name]().catch((told: unknown) => {
    thrown = told;
  });
  while (thrown === undefined) {
    await new Promise((resolve) => setImmediate(resolve));
    vi.runOnlyPendingTimers();
  }
  end();
  return { attempts, thrown, milliseconds: Date.now() - start };
}

const troubles = {
  throttle: { name: "ProvisionedThroughputExceededException" },
  brokenConnection: { code: "ECONNRESET" },
  timeOut: { name: "TimeoutError" },
  refusal: { name: "ValidationException" },
};
type Trouble = keyof typeof troubles;

function troubleOf(trouble: Trouble): Error {
  return Object.assign(new Error("no"), troubles[trouble]);
}

describe.each(["dynamodb", "secretsManager"] as const)("a call of %s, which somebody waits for", (name) => {
  it.each(["throttle", "brokenConnection"] as const)(
    "is tried five times within a third of a second, and then told as it is: %s",
    async (trouble) => {
      const error = troubleOf(trouble);
      const { attempts, thrown, milliseconds } = await tried(name, error);
      expect([attempts, thrown]).toEqual([5, error]);
      expect(milliseconds).toBeGreaterThan(280);
      expect(milliseconds).toBeLessThanOrEqual(300);
    },
  );
});

describe.each(["eventBridge", "sns", "sqs"] as const)("a call of %s, which nobody waits for", (name) => {
  it.each(["throttle", "brokenConnection"] as const)("is tried five times within a second: %s", async (trouble) => {
    const error = troubleOf(trouble);
    const { attempts, thrown, milliseconds } = await tried(name, error);
    expect([attempts, thrown]).toEqual([5, error]);
    expect(milliseconds).toBeGreaterThan(700);
    expect(milliseconds).toBeLessThanOrEqual(750);
  });
});

describe.each(Object.keys(calls) as Name[])("a call of %s", (name) => {
  it.each(["timeOut", "refusal"] as const)("is tried once: %s", async (trouble) => {
    expect(await tried(name, troubleOf(trouble))).toMatchObject({ attempts: 1, milliseconds: 0 });
  });
});

describe("ses", () => {
  it("sends once, whatever happens", async () => {
    for (const trouble of Object.keys(troubles) as Trouble[]) {
      expect(await tried("ses", troubleOf(trouble))).toMatchObject({ attempts: 1 });
    }
  });
});

describe("the clients of the SDK", () => {
  it("copy nothing for a log", () => {
    for (const client of [eventBridge(), sns()]) {
      expect(client.middlewareStack.identify().join("\n")).not.toContain("loggerMiddleware");
    }
  });
});
