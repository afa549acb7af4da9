import { describe, expect, it } from "vitest";
import { createFakeContext, poolId, poolResources } from "./fixture.ts";
import { createUserPools } from "./user-pools.ts";

function claims(token = ""): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** Source: Developer Guide, "The token issuer endpoint"; RFC 6749 §4.4 and §5.2. */
describe("token endpoint", () => {
  const pools = createUserPools(createFakeContext(poolResources).context);
  const post = async (form: Record<string, string>, authorization?: string) => {
    const body = new URLSearchParams(form).toString();
    const answer = await pools.web({
      method: "POST",
      path: "/oauth2/token",
      query: new URLSearchParams(),
      authorization,
      body,
    });
    return { status: answer?.status, body: answer?.body ?? {} };
  };
  const machine = { grant_type: "client_credentials", client_id: "machine", client_secret: "machine-secret" };

  it("gives a machine an access token with the scopes it asks for, or all of its own", async () => {
    const { body } = await post({ ...machine, scope: "millrace/orders:read" });
    expect(body).toMatchObject({ expires_in: 3600, token_type: "Bearer" });
    expect(claims(String(body["access_token"]))).toMatchObject({
      token_use: "access",
      sub: "machine",
      client_id: "machine",
      scope: "millrace/orders:read",
    });
    const authorization = `Basic ${Buffer.from("machine:machine-secret").toString("base64")}`;
    const all = await post({ grant_type: "client_credentials" }, authorization);
    expect(claims(String(all.body["access_token"]))["scope"]).toBe("millrace/orders:read millrace/stock:write");
  });

  it("is for other paths and methods not there", async () => {
    const request = { query: new URLSearchParams(), authorization: undefined, body: "" };
    expect(await pools.web({ ...request, method: "GET", path: "/oauth2/token" })).toBeUndefined();
    expect(await pools.web({ ...request, method: "GET", path: "/us-east-1_x/.well-known/jwks.json" })).toBeUndefined();
  });

  it.each([
    ["a wrong secret", { client_secret: "x" }, "invalid_client"],
    ["an unknown client", { client_id: "x" }, "invalid_client"],
    ["a client without a secret", { client_id: "web" }, "invalid_client"],
    ["a scope the client does not have", { scope: "millrace/orders:write" }, "invalid_scope"],
    ["another grant", { grant_type: "password" }, "unsupported_grant_type"],
  ])("refuses %s", async (_, difference, error) => {
    expect(await post({ ...machine, ...difference })).toEqual({ status: 400, body: { error } });
  });
});

// Developer Guide, "Using the discovery endpoint"; OpenID Connect Discovery 1.0 §3.
it("tells OpenID Connect clients of a pool, with its issuer as its tokens name it", async () => {
  const pools = createUserPools(createFakeContext(poolResources).context);
  const request = { method: "GET", query: new URLSearchParams(), authorization: undefined, body: "" };
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`;
  expect(await pools.web({ ...request, path: `/${poolId}/.well-known/openid-configuration` })).toMatchObject({
    status: 200,
    body: {
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      token_endpoint: "https://cognito-idp.us-east-1.amazonaws.com/oauth2/token",
      id_token_signing_alg_values_supported: ["RS256"],
      subject_types_supported: ["public"],
    },
  });
  expect(await pools.web({ ...request, path: "/us-east-1_x/.well-known/openid-configuration" })).toBeUndefined();
  expect(await pools.web({ ...request, path: `/${poolId}/.well-known/other` })).toBeUndefined();
});
