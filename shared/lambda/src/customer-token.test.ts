import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, type JWTVerifyGetKey, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { keysOf, verifyCustomerToken } from "./customer-token.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const pool = { url: "https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Pool", clientIds: ["web", "demo"] };
const sub = "00000000-0000-4000-8000-000000000001";
const claims = {
  iss: pool.url,
  sub,
  client_id: "web",
  token_use: "access",
  scope: "aws.cognito.signin.user.admin",
  "cognito:groups": ["support", "finance"],
};

const own = await generateKeyPair("RS256");
const foreign = await generateKeyPair("RS256");
const keys = createLocalJWKSet({ keys: [{ ...(await exportJWK(own.publicKey)), kid: "1", alg: "RS256", use: "sig" }] });

function sign(payload: JWTPayload, { privateKey } = own, kid = "1", minutes = 60): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: "RS256", kid })
    .setIssuedAt(at)
    .setExpirationTime(new Date(at.getTime() + minutes * 60_000))
    .sign(privateKey);
}

describe("verifyCustomerToken", () => {
  it("names the customer and their groups", async () => {
    expect(await verifyCustomerToken(pool, keys, await sign(claims), at)).toEqual({
      kind: "customer",
      ownerId: `cus_${sub}`,
      groups: ["support", "finance"],
    });
  });

  it("takes a token without groups, of any of the pool's clients", async () => {
    const { "cognito:groups": _, ...rest } = claims;
    const token = await sign({ ...rest, client_id: "demo" });
    expect(await verifyCustomerToken(pool, keys, token, at)).toMatchObject({ groups: [] });
  });

  it.each([
    ["an ID token", () => sign({ ...claims, token_use: "id", aud: "web" })],
    ["a machine's token", () => sign({ ...claims, scope: "millrace/orders:read" })],
    ["a token of another client", () => sign({ ...claims, client_id: "elsewhere" })],
    ["a token of another pool", () => sign({ ...claims, iss: `${pool.url}2` })],
    ["a token whose subject is no user", () => sign({ ...claims, sub: "admin" })],
    ["a token signed by somebody else", () => sign(claims, foreign)],
    ["a token of an unknown key", () => sign(claims, own, "2")],
    ["an expired token", () => sign(claims, own, "1", 0)],
    ["a guest's token", () => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new Uint8Array(32))],
    ["no token at all", async () => "Lorem.ipsum.dolor"],
  ])("refuses %s", async (_, token) => {
    expect(await verifyCustomerToken(pool, keys, await token(), at)).toBeUndefined();
  });

  it("throws when the pool's keys cannot be had, for that is no fault of the token", async () => {
    const unreachable: JWTVerifyGetKey = () => Promise.reject(new TypeError("fetch failed"));
    await expect(verifyCustomerToken(pool, unreachable, await sign(claims), at)).rejects.toThrow("fetch failed");
    // Port 9 discards; nothing of ours listens there.
    const nowhere = { ...pool, url: "http://127.0.0.1:9/pool" };
    const token = await sign({ ...claims, iss: nowhere.url });
    await expect(verifyCustomerToken(nowhere, keysOf(nowhere), token, at)).rejects.toThrow("fetch failed");
  });
});
