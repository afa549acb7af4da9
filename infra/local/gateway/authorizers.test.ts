import { describe, expect, it } from "vitest";
import type { InvokeResult } from "../ports.ts";
import { apiResources, bearer, done, failed, isAuthorizer, startWorld } from "./fixture.ts";

/**
 * Source: knowledge center, "Troubleshoot 401 Unauthorized errors … Cognito user pool"; Developer Guide, "Gateway
 * response types".
 */
describe("Cognito authorizer", () => {
  it("takes an access token with a scope of the method, and hands the claims on as text", async () => {
    const { send, person, events } = await startWorld();
    const { AccessToken } = await person();
    expect((await send("/v1/orders", bearer(AccessToken))).status).toBe(200);
    expect((await send("/v1/orders", { method: "POST", headers: { authorization: AccessToken } })).status).toBe(200);
    const { authorizer } = (events()[0]?.["requestContext"] ?? {}) as {
      authorizer?: { claims: Record<string, string> };
    };
    expect(authorizer?.claims).toMatchObject({
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      "cognito:groups": "admin",
      iat: "Sun Nov 22 10:00:00 UTC 2026",
      auth_time: String(Date.parse("2026-11-22T10:00:00.000Z") / 1000),
    });
    expect(Object.values(authorizer?.claims ?? {}).every((claim) => typeof claim === "string")).toBe(true);
  });

  it("takes a machine's token only with a scope of the method", async () => {
    const withScope = apiResources().map((resource) =>
      resource.properties["AuthorizationScopes"] === undefined
        ? resource
        : { ...resource, properties: { ...resource.properties, AuthorizationScopes: ["millrace/stock:write"] } },
    );
    const { send, machine } = await startWorld(undefined, withScope);
    expect((await send("/v1/orders", bearer(await machine("millrace/stock:write")))).status).toBe(200);
    const refused = await send("/v1/orders", bearer(await machine("millrace/orders:read")));
    expect(refused.status).toBe(403);
    expect(refused.headers.get("x-amzn-errortype")).toBe("AccessDeniedException");
  });

  it("wants an access token where the method has scopes and an ID token where it has none", async () => {
    const { send, person } = await startWorld();
    const { AccessToken, IdToken } = await person();
    expect((await send("/v1/orders", bearer(IdToken))).status).toBe(401);
    expect((await send("/v1/profile", bearer(AccessToken, "GET"))).status).toBe(401);
    expect((await send("/v1/profile", bearer(IdToken, "GET"))).status).toBe(200);
  });

  it("refuses no token, nonsense, and another run's token", async () => {
    const { send, events } = await startWorld();
    const other = await startWorld();
    const { AccessToken } = await other.person();
    expect((await send("/v1/orders", { method: "POST" })).status).toBe(401);
    expect((await send("/v1/orders", bearer("nonsense"))).status).toBe(401);
    expect((await send("/v1/orders", bearer(AccessToken))).status).toBe(401);
    expect(events()).toEqual([]);
  });

  it("refuses a token whose claims were changed after it was signed", async () => {
    const { send, machine, events } = await startWorld();
    const [head, payload = "", signature] = (await machine("millrace/orders:read")).split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString());
    const forged = Buffer.from(JSON.stringify({ ...claims, scope: "millrace/orders:write" })).toString("base64url");
    expect((await send("/v1/orders", bearer([head, forged, signature].join(".")))).status).toBe(401);
    expect(events()).toEqual([]);
  });

  it("refuses a token past its time by the runtime's clock", async () => {
    const { send, person, advance } = await startWorld();
    const { AccessToken } = await person();
    advance(900_000);
    const { status, json } = await send("/v1/orders", bearer(AccessToken));
    expect(status).toBe(401);
    expect(json()).toMatchObject({ detail: "The incoming token has expired" });
  });
});

/** Source: Developer Guide, "Use API Gateway Lambda authorizers" with its pages on input and output. */
describe("Lambda authorizer", () => {
  const arn = "arn:aws:execute-api:us-east-1:000000000000:api/dev/POST/v1/carts";
  const policy = (Effect: string, Resource = arn, context: unknown = { ownerId: "gst_1", level: 3, isGuest: true }) =>
    done({
      principalId: "gst_1",
      policyDocument: { Version: "2012-10-17", Statement: [{ Effect, Action: "execute-api:Invoke", Resource }] },
      context,
    });
  const world = async (verdict: InvokeResult, authorizer = {}) =>
    await startWorld(
      (name) => (isAuthorizer(name) ? verdict : done({ statusCode: 201, body: "" })),
      apiResources(authorizer),
    );

  it("is asked with token and method ARN, and its context reaches the function as text", async () => {
    const { send, events } = await world(policy("Allow"));
    expect((await send("/v1/carts", bearer("guest-token"))).status).toBe(201);
    expect(events()[0]).toEqual({ type: "TOKEN", authorizationToken: "Bearer guest-token", methodArn: arn });
    expect(events()[1]?.["requestContext"]).toMatchObject({
      authorizer: { principalId: "gst_1", ownerId: "gst_1", level: "3", isGuest: "true" },
    });
  });

  it("is not asked without a token, nor with one that the expression does not match", async () => {
    const { send, events } = await world(policy("Allow"));
    expect((await send("/v1/carts", { method: "POST" })).status).toBe(401);
    expect((await send("/v1/carts", { method: "POST", headers: { authorization: "guest-token" } })).status).toBe(401);
    expect(events()).toEqual([]);
  });

  it("is asked once per token while its answer holds", async () => {
    const { send, seen, advance } = await world(policy("Allow"));
    const asked = () => seen.invocations.filter(({ functionName }) => isAuthorizer(functionName)).length;
    await send("/v1/carts", bearer("a"));
    await send("/v1/carts", bearer("a"));
    expect(asked()).toBe(1);
    await send("/v1/carts", bearer("b"));
    expect(asked()).toBe(2);
    advance(60_000);
    await send("/v1/carts", bearer("a"));
    expect(asked()).toBe(3);
  });

  it.each([
    ["an explicit deny", policy("Deny"), 403, "AccessDeniedException"],
    ["a policy for another method", policy("Allow", arn.replace("POST", "GET")), 403, "AccessDeniedException"],
    ["the error Unauthorized", failed("error", "Unauthorized"), 401, "UnauthorizedException"],
    ["any other error", failed("error", "broken"), 500, "AuthorizerConfigurationException"],
    ["an answer without a policy", done({ principalId: "x" }), 500, "AuthorizerConfigurationException"],
    ["a context that holds a list", policy("Allow", arn, { groups: ["a"] }), 500, "AuthorizerConfigurationException"],
  ])("refuses after %s", async (_, verdict, status, errorType) => {
    const { send, seen } = await world(verdict);
    const answer = await send("/v1/carts", bearer("t"));
    expect({ status: answer.status, errorType: answer.headers.get("x-amzn-errortype") }).toEqual({ status, errorType });
    expect(seen.invocations).toHaveLength(1);
  });
});
