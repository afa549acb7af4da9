import { describe, expect, it } from "vitest";
import { createPost } from "./post.ts";

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

describe("createPost", () => {
  const pong = { type: "pong", at: "2026-11-28T09:00:00.000Z" } as const;

  it("sends a message as JSON", async () => {
    const sent: unknown[] = [];
    const post = createPost({ send: async (...call) => sent.push(call) && {} });
    expect(await post("c=", pong)).toBe(true);
    expect(sent).toEqual([["PostToConnection", { ConnectionId: "c=", Data: JSON.stringify(pong) }]]);
  });

  it("says of a connection that is gone that it is", async () => {
    expect(await createPost({ send: () => Promise.reject(named("GoneException")) })("c=", pong)).toBe(false);
  });

  it("throws an outage on", async () => {
    const post = createPost({ send: () => Promise.reject(named("LimitExceededException")) });
    await expect(post("c=", pong)).rejects.toThrow("LimitExceededException");
  });
});
