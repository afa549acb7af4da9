import { afterEach, describe, expect, it, vi } from "vitest";
import { givingUp } from "./giving-up.ts";

afterEach(() => void vi.unstubAllEnvs());

function set(url: string | undefined, receives: string | undefined): void {
  vi.stubEnv("DEAD_LETTER_QUEUE_URL", url);
  vi.stubEnv("MAX_RECEIVES", receives);
}

describe("givingUp", () => {
  it("is what the deployment set", () => {
    set("https://sqs.test/dead-letters", "5");
    expect(givingUp()).toMatchObject({ deadLetterQueueUrl: "https://sqs.test/dead-letters", maxReceives: 5 });
  });

  it.each<[string | undefined, string | undefined]>([
    [undefined, "5"],
    ["", "5"],
    ["https://sqs.test/dead-letters", undefined],
    ["https://sqs.test/dead-letters", ""],
    ["https://sqs.test/dead-letters", "0"],
    ["https://sqs.test/dead-letters", "-1"],
    ["https://sqs.test/dead-letters", "many"],
  ])("refuses to start with %j and %j: a message would be lost or never given up", (url, receives) => {
    set(url, receives);
    expect(givingUp).toThrow("DEAD_LETTER_QUEUE_URL and MAX_RECEIVES");
  });
});
