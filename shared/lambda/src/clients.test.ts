import { describe, expect, it } from "vitest";
import { dynamodb, eventBridge, secretsManager, ses, sns, sqs } from "./clients.ts";

describe.each(Object.entries({ dynamodb, eventBridge, secretsManager, ses, sns, sqs }))("%s", (_, create) => {
  it("copies nothing for a log", () => {
    expect(create().middlewareStack.identify().join("\n")).not.toContain("loggerMiddleware");
  });
});

describe("ses", () => {
  it("sends once", async () => expect(await ses().config.maxAttempts()).toBe(1));
});
