import { describe, expect, it } from "vitest";
import { createApi, waitBefore, withRetries } from "./http-client.ts";

function answer(status: number, headers: Record<string, string> = {}) {
  return new Response('{"ok":true}', { status, headers });
}

/** An API that gives these answers in turn, the last one for ever. */
function calling(...answers: readonly (Response | Error)[]) {
  const [waits, sent]: [number[], (RequestInit | undefined)[]] = [[], []];
  const send = async (_: unknown, init?: RequestInit) => {
    const next = answers[Math.min(sent.length, answers.length - 1)];
    sent.push(init);
    if (next instanceof Error) throw next;
    return next?.clone() ?? answer(500);
  };
  const tokens: (string | undefined)[] = [];
  const token = async (refused?: string) => {
    tokens.push(refused);
    return `token-${tokens.length}`;
  };
  const wait = async (milliseconds: number) => waits.push(milliseconds);
  const api = withRetries(createApi("http://api", undefined, send as typeof fetch), token, wait);
  const call = async () => (await api("POST", "/v1/x", { body: {}, key: "same" })).json;
  return { call, waits, sent, tokens };
}

describe("a call", () => {
  it("is sent again with the same key where the API is busy or away, after the time it asks for", async () => {
    const busy = answer(429, { "retry-after": "7" });
    const { call, waits, sent } = calling(busy, answer(503), new TypeError("fetch failed"), answer(504), answer(200));
    expect(await call()).toEqual({ ok: true });
    expect(waits).toEqual([7000, 1000, 2000, 4000]);
    expect(sent.map((init) => Object(init?.headers)["idempotency-key"])).toEqual(Array(5).fill("same"));
  });

  it("is given up after ten tries, or at once where the API turns it away for good", async () => {
    const [away, wrong] = [calling(new TypeError("fetch failed")), calling(answer(400))];
    await expect(away.call()).rejects.toThrow("tried 10 times: fetch failed");
    expect(away.sent).toHaveLength(10);
    await expect(wrong.call()).rejects.toThrow("answered 400");
    expect(wrong.sent).toHaveLength(1);
  });

  it("signs in once more where its token is no longer good", async () => {
    const expired = calling(answer(401), answer(200));
    expect(await expired.call()).toEqual({ ok: true });
    expect(expired.tokens).toEqual([undefined, "token-1"]);
    await expect(calling(answer(401)).call()).rejects.toThrow("answered 401");
  });

  it("waits longer from try to try, up to half a minute", () => {
    expect([0, 1, 5, 20].map((tries) => waitBefore(tries, null))).toEqual([500, 1000, 16_000, 30_000]);
    expect(waitBefore(0, "Wed, 21 Oct 2026 07:28:00 GMT")).toBe(500);
  });
});
