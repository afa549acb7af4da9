import { describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";

const { apiUrl } = readReady(inject("readyFile"));
const page = "http://localhost:5173";

async function ask(path: string, init: RequestInit = {}, origin = page) {
  const { status, headers } = await fetch(`${apiUrl}${path}`, { ...init, headers: { ...init.headers, origin } });
  return { status, headers, allowed: headers.get("access-control-allow-origin") };
}

/** What a browser asks before it sends what no form could send (Fetch standard, "CORS-preflight fetch"). */
function askFirst(path: string, method: string, headers: string, origin = page) {
  const question = { "access-control-request-method": method, "access-control-request-headers": headers };
  return ask(path, { method: "OPTIONS", headers: question }, origin);
}

describe("a page of this machine", () => {
  it.each([
    ["/v1/carts", "POST", "authorization,content-type,idempotency-key"],
    ["/v1/carts/crt_01kaq3v8e0m4t6w8y0a2c4e6g8", "PATCH", "authorization,if-match,x-correlation-id"],
    ["/v1/products/prd_01kaq3v8e0m4t6w8y0a2c4e6g8", "GET", "if-none-match,x-amzn-trace-id"],
    ["/v1/carts/crt_01kaq3v8e0m4t6w8y0a2c4e6g8/lines/TEE", "DELETE", "authorization"],
  ])("may send %s %s", async (path, method, names) => {
    const { status, headers, allowed } = await askFirst(path, method, names);
    expect({ status, allowed }).toEqual({ status: 204, allowed: page });
    expect(headers.get("access-control-allow-methods")?.split(", ")).toContain(method);
    const taken = headers.get("access-control-allow-headers")?.toLowerCase().split(", ");
    expect(taken).toEqual(expect.arrayContaining(names.split(",")));
  });

  it.each([
    ["an answer", "/v1/products", {}, 200],
    ["a problem", "/v1/products?limit=none", {}, 400],
    ["who it must be, of the gateway", "/v1/orders", {}, 401],
    ["that there is no such path, of the gateway", "/v1/nothing", {}, 404],
    ["that its token is none, of the gateway", "/v1/drafts", { headers: { authorization: "Bearer none" } }, 401],
  ])("may read %s", async (_, path, init, expected) => {
    const { status, headers, allowed } = await ask(path, init);
    expect({ status, allowed }).toEqual({ status: expected, allowed: page });
    expect(headers.get("vary")).toBe("Origin");
    const readable = headers.get("access-control-expose-headers")?.toLowerCase();
    for (const name of ["etag", "location", "retry-after", "idempotency-replayed", "x-request-id", "x-amzn-trace-id"]) {
      expect(readable).toContain(name);
    }
  });
});

describe("a page from elsewhere", () => {
  it("may neither send nor read", async () => {
    const elsewhere = "https://evil.example";
    const { headers, allowed } = await askFirst("/v1/carts", "POST", "authorization", elsewhere);
    expect(allowed).toBeNull();
    expect(headers.has("access-control-allow-methods")).toBe(false);
    expect(await ask("/v1/products", {}, elsewhere)).toMatchObject({ status: 200, allowed: null });
  });
});
