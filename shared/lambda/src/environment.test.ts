import { defineSettings, secret, topic } from "@millrace/contracts/define-settings";
import { afterEach, describe, expect, it, vi } from "vitest";
import { connectTable, cursorKey, redrivePolicy, secretOf, settingsOf } from "./environment.ts";

afterEach(() => void vi.unstubAllEnvs());

function set(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) vi.stubEnv(name, value);
}

describe("settingsOf", () => {
  const declared = defineSettings({
    MAIL_FROM: "mailFrom",
    TOPIC_ARN: topic("accessNotices"),
    KEY_SECRET_ARN: secret("guestKey", "routes"),
  });

  it("gives texts as they are set, and nothing of a secret", () => {
    set({ MAIL_FROM: "shop@example.com", TOPIC_ARN: "arn:topic" });
    expect(settingsOf(declared)).toEqual({
      MAIL_FROM: "shop@example.com",
      TOPIC_ARN: "arn:topic",
    });
  });

  it("knows no setting that is not declared", () => {
    set({ MAIL_FROM: "shop@example.com", TOPIC_ARN: "arn:topic", OTHER: "other" });
    // @ts-expect-error: it was not declared.
    expect(settingsOf(declared).OTHER).toBeUndefined();
    // @ts-expect-error: it is no secret.
    expect(secretOf(declared, "MAIL_FROM")).toBeInstanceOf(Function);
  });

  it.each([undefined, ""])("refuses to start where a text is %j", (value) => {
    set({ MAIL_FROM: value, TOPIC_ARN: "arn:topic" });
    expect(() => settingsOf(declared)).toThrow("MAIL_FROM is not set.");
  });

  it("misses a secret only when it is asked for: a function that never asks is not told where it is", async () => {
    set({ KEY_SECRET_ARN: undefined });
    await expect(secretOf(declared, "KEY_SECRET_ARN")()).rejects.toThrow("KEY_SECRET_ARN is not set.");
  });
});

describe("cursorKey", () => {
  it("says which setting is missing when it is asked", async () => {
    set({ CURSOR_KEY_SECRET_ARN: undefined });
    await expect(cursorKey()()).rejects.toThrow("CURSOR_KEY_SECRET_ARN is not set.");
  });
});

describe("connectTable", () => {
  it("names the table of the deployment, and refuses to start without one", () => {
    set({ TABLE_NAME: "dev-millrace" });
    expect(connectTable().table).toBe("dev-millrace");
    set({ TABLE_NAME: undefined });
    expect(connectTable).toThrow("TABLE_NAME is not set.");
  });
});

describe("redrivePolicy", () => {
  it("is what the deployment set", () => {
    set({ DEAD_LETTER_QUEUE_URL: "https://sqs.test/dead-letters", MAX_RECEIVES: "5" });
    expect(redrivePolicy()).toMatchObject({ deadLetterQueueUrl: "https://sqs.test/dead-letters", maxReceives: 5 });
  });

  it.each<[string | undefined, string | undefined, string]>([
    [undefined, "5", "DEAD_LETTER_QUEUE_URL"],
    ["", "5", "DEAD_LETTER_QUEUE_URL"],
    ["https://sqs.test/dead-letters", undefined, "MAX_RECEIVES"],
    ["https://sqs.test/dead-letters", "", "MAX_RECEIVES"],
    ["https://sqs.test/dead-letters", "0", "MAX_RECEIVES"],
    ["https://sqs.test/dead-letters", "-1", "MAX_RECEIVES"],
    ["https://sqs.test/dead-letters", "many", "MAX_RECEIVES"],
  ])("refuses to start with %j and %j: a message would be lost or never given up", (url, receives, missing) => {
    set({ DEAD_LETTER_QUEUE_URL: url, MAX_RECEIVES: receives });
    expect(redrivePolicy).toThrow(missing);
  });
});
