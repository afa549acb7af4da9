import { request } from "node:http";
import { describe, expect, it } from "vitest";
import { aResource } from "../user-pool/fixture.ts";
import { apiResources, bearer, done, failed, startWorld } from "./fixture.ts";

/** Source: Developer Guide, "Input format of a Lambda function for proxy integration". */
describe("proxy event", () => {
  it("tells the function everything about the request", async () => {
    const { send, events } = await startWorld();
    const headers = { "X-Shop": "a", "User-Agent": "test" };
    await send("/v1/orders/ord%201?limit=5&tag=x&tag=y%20z", { headers });
    const [event] = events();
    expect(event).toMatchObject({
      resource: "/v1/orders/{orderId}",
      path: "/v1/orders/ord%201",
      httpMethod: "GET",
      queryStringParameters: { limit: "5", tag: "y z" },
      multiValueQueryStringParameters: { limit: ["5"], tag: ["x", "y z"] },
      pathParameters: { orderId: "ord%201" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
      requestContext: {
        resourceId: "order",
        resourcePath: "/v1/orders/{orderId}",
        httpMethod: "GET",
        path: "/v1/orders/ord%201",
        stage: "dev",
        accountId: "000000000000",
        apiId: "api",
        protocol: "HTTP/1.1",
        requestTime: "22/Nov/2026:10:00:00 +0000",
        requestTimeEpoch: Date.parse("2026-11-22T10:00:00.000Z"),
        identity: {
          ...{ accessKey: null, accountId: null, caller: null, user: null, userArn: null },
          ...{ cognitoAuthenticationType: null, cognitoIdentityId: null, sourceIp: "127.0.0.1", userAgent: "test" },
        },
      },
    });
    expect(event?.["headers"]).toMatchObject({ "X-Forwarded-Proto": "https" });
    expect(event?.["requestContext"]).not.toHaveProperty("authorizer");
  });

  it("has null where there is nothing, and the body as text, for the API names no binary media types", async () => {
    const { send, events } = await startWorld();
    await send("/v1/orders/a", { method: "PUT", body: "grüße" });
    await send("/v1/orders/c", { method: "PUT", headers: { "content-type": "image/png" }, body: "" });
    expect(events()).toMatchObject([
      { body: "grüße", isBase64Encoded: false, queryStringParameters: null, pathParameters: { orderId: "a" } },
      { body: null, isBase64Encoded: false, multiValueQueryStringParameters: null, stageVariables: null },
    ]);
  });
});

/** Source: Developer Guide, "Output format of a Lambda function for proxy integration". */
describe("proxy answer", () => {
  it("merges both kinds of headers, the list winning, and keeps a reserved one under another name", async () => {
    const { send } = await startWorld(() =>
      done({
        statusCode: 201,
        headers: { "content-type": "text/plain", "x-one": "1", "www-authenticate": "Bearer", etag: '"1"' },
        multiValueHeaders: { "X-One": ["2", "3"], "set-cookie": ["a=1", "b=2"] },
        body: "made",
      }),
    );
    const { status, headers, text } = await send("/v1/orders");
    expect({ status, text, type: headers.get("content-type"), one: headers.get("x-one") }).toEqual({
      status: 201,
      text: "made",
      type: "text/plain",
      one: "2, 3",
    });
    expect(headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    expect(headers.get("www-authenticate")).toBeNull();
    expect(headers.get("x-amzn-remapped-www-authenticate")).toBe("Bearer");
  });

  it('goes out as it is, also when the function says that it is base64 ("Content type conversions in API Gateway")', async () => {
    const { send } = await startWorld(() => done({ statusCode: 200, body: "cG5n", isBase64Encoded: true }));
    expect((await send("/v1/orders", { headers: { accept: "image/png" } })).text).toBe("cG5n");
  });

  it.each([
    ["no status", done({ body: "x" })],
    ["a status that is none", done({ statusCode: "fine" })],
    ["a body that is no text", done({ statusCode: 200, body: { a: 1 } })],
    ["headers that are no map", done({ statusCode: 200, headers: ["a"] })],
    ["a header that is a list", done({ statusCode: 200, headers: { a: ["b"] } })],
    ["nothing", done(null)],
    ["a failed function", failed("error")],
    ["a function past its own timeout", failed("timeout")],
    ["an environment that died", failed("crash")],
  ])("is 502 for %s", async (_, result) => {
    const { send } = await startWorld(() => result);
    const { status, headers, json } = await send("/v1/orders");
    expect(status).toBe(502);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(json()).toMatchObject({ detail: "Internal server error", type: "INTEGRATION_FAILURE" });
  });

  it("is 504 after 29 seconds, while the function runs on", async () => {
    const asked = Promise.withResolvers<void>();
    const { send, advance } = await startWorld(() => {
      asked.resolve();
      return new Promise(() => undefined);
    });
    const answer = send("/v1/orders");
    await asked.promise;
    advance(29_000);
    expect((await answer).status).toBe(504);
  });

  it("is 500 for a function whose policy does not let the API call it", async () => {
    const resources = apiResources().filter(({ type }) => type !== "AWS::Lambda::Permission");
    const { send, events } = await startWorld(undefined, resources);
    expect((await send("/v1/orders")).status).toBe(500);
    expect((await send("/v1/carts", bearer("t"))).status).toBe(500);
    expect(events()).toEqual([]);
  });

  it("is 500 for a throttled function", async () => {
    const { send } = await startWorld(() => failed("throttle"));
    expect((await send("/v1/orders")).status).toBe(500);
  });
});

/** Source: Developer Guide, "Gateway response types for API Gateway" and "Gateway responses for REST APIs". */
describe("refusals", () => {
  it("are the template's answers, with status, headers and $context", async () => {
    const { send, events } = await startWorld();
    const { status, headers, json } = await send("/v1/nothing");
    expect(status).toBe(404);
    expect(headers.get("content-type")).toBe("application/problem+json");
    expect(headers.get("x-amzn-errortype")).toBe("MissingAuthenticationTokenException");
    const requestId = headers.get("x-amzn-requestid");
    expect(headers.get("x-request-id")).toBe(requestId);
    expect(json()).toEqual({
      title: "Problem",
      status: 404,
      detail: "Missing Authentication Token",
      type: "MISSING_AUTHENTICATION_TOKEN",
      requestId,
    });
    expect(events()).toEqual([]);
  });

  it("are the service's own where the template says nothing: 403 for a method that is not there", async () => {
    const plain = apiResources().filter(({ type }) => type !== "AWS::ApiGateway::GatewayResponse");
    const { send } = await startWorld(undefined, plain);
    const { status, headers, text } = await send("/v1/orders", { method: "DELETE" });
    expect({ status, text, type: headers.get("content-type") }).toEqual({
      status: 403,
      text: '{"message":"Missing Authentication Token"}',
      type: "application/json",
    });
  });

  it("are the template's DEFAULT_4XX where their own type is not in it, with its status", async () => {
    const own = apiResources().filter(
      ({ properties }) => properties["ResponseType"] !== "MISSING_AUTHENTICATION_TOKEN",
    );
    const [any] = own.filter(({ type }) => type === "AWS::ApiGateway::GatewayResponse");
    const properties = { ...any?.properties, ResponseType: "DEFAULT_4XX", StatusCode: "418" };
    const { send } = await startWorld(undefined, [...own, aResource("AWS::ApiGateway::GatewayResponse", properties)]);
    const { status, json } = await send("/v1/nothing");
    expect({ status, type: json()["type"] }).toEqual({ status: 418, type: "MISSING_AUTHENTICATION_TOKEN" });
  });

  // "Quotas for configuring and running a REST API": 10 MB; Lambda Developer Guide, "Lambda quotas": 6 MB for an event.
  it("are 413 for a body above 10 MB before anything else, and for an event above Lambda's 6 MB, without a call", async () => {
    const { send, events } = await startWorld();
    const put = async (bytes: number, path = "/v1/orders/a") =>
      (await send(path, { method: "PUT", body: Buffer.alloc(bytes, "a") })).status;
    expect(await put(6_000_000)).toBe(200);
    expect(await put(6_291_456)).toBe(413);
    expect(await put(10 * 1024 * 1024 + 1, "/v1/nothing")).toBe(413);
    expect(await put(10 * 1024 * 1024, "/v1/nothing")).toBe(404);
    expect(events()).toHaveLength(1);
  });

  it("are for nobody when the caller went away: the gateway lives on and calls no function", async () => {
    const { send, url, events } = await startWorld();
    const half = request(`${url()}/v1/orders/a`, { method: "PUT", headers: { "content-length": "100" } });
    const gone = new Promise((resolve) => half.on("error", resolve));
    half.write("begin", () => half.destroy(new Error("gone")));
    await gone;
    expect((await send("/v1/orders")).status).toBe(200);
    expect(events()).toHaveLength(1);
  });

  it("are 429 beyond the stage's throttle, for each method by itself, until the bucket fills again", async () => {
    const setting = { ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 1, ThrottlingBurstLimit: 2 };
    const { send, advance } = await startWorld(undefined, apiResources({}, [setting]));
    const statuses = [];
    for (const path of ["/v1/orders", "/v1/orders", "/v1/orders", "/v1/orders/1"])
      statuses.push((await send(path)).status);
    expect(statuses).toEqual([200, 200, 429, 200]);
    advance(1000);
    expect((await send("/v1/orders")).status).toBe(200);
  });
});

/**
 * Source: Developer Guide, "Variables for access logging for API Gateway" and "Trace user requests to REST APIs using
 * X-Ray"; X-Ray Developer Guide, "Tracing header".
 */
describe("what the gateway tells", () => {
  it("an access log line for an answer and for a refusal", async () => {
    const { send, person, accessLog, seen } = await startWorld();
    const { AccessToken } = await person();
    await send("/v1/orders", bearer(AccessToken));
    await send("/v1/orders", bearer("nonsense"));
    await send("/v1/nothing");
    expect(seen.logs[0]?.group).toBe("access");
    expect(accessLog()).toMatchObject([
      {
        status: 200,
        method: "POST",
        resource: "/v1/orders",
        type: "-",
        principal: "-",
        latency: 0,
        sub: expect.stringContaining("-4"),
      },
      { status: 401, method: "POST", resource: "/v1/orders", type: "UNAUTHORIZED", sub: "-" },
      { status: 404, method: "GET", resource: "-", type: "MISSING_AUTHENTICATION_TOKEN" },
    ]);
  });

  it('its errors by API and stage (Developer Guide, "REST API dimensions and metrics")', async () => {
    const { send, seen } = await startWorld(() => failed("error"));
    await send("/v1/nothing");
    await send("/v1/orders");
    const metric = { name: "5XXError", dimensions: { ApiName: "shop-api", Stage: "dev" } };
    expect(seen.metrics).toEqual([
      { ...metric, value: 0 },
      { ...metric, value: 1 },
    ]);
  });

  it("a segment that is the parent of the function, in the caller's trace, without query string", async () => {
    const { send, seen } = await startWorld();
    const root = "1-5f84c7a5-0123456789abcdef01234567";
    const headers = { "X-Amzn-Trace-Id": `Root=${root};Parent=53995c3f42cd8ad8;Sampled=1` };
    const answer = await send("/v1/orders?email=a%40b.c", { headers });
    const [segment] = seen.traces;
    expect(segment).toMatchObject({
      name: "shop-api/dev",
      origin: "AWS::ApiGateway::Stage",
      trace_id: root,
      parent_id: "53995c3f42cd8ad8",
      http: { request: { method: "GET", url: expect.stringMatching(/\/v1\/orders$/) }, response: { status: 200 } },
    });
    const header = `Root=${root};Parent=${segment?.["id"]};Sampled=1`;
    expect(answer.headers.get("x-amzn-trace-id")).toBe(header);
    expect(seen.invocations[0]?.options?.traceHeader).toBe(header);
    expect(JSON.stringify(segment)).not.toContain("email");
  });

  it("a new trace for a caller without one, and none for a caller that does not want one", async () => {
    const { send, seen } = await startWorld();
    await send("/v1/orders");
    await send("/v1/orders", { headers: { "x-amzn-trace-id": "Root=1-5f84c7a5-0123456789abcdef01234567;Sampled=0" } });
    expect(seen.traces).toHaveLength(1);
    expect(seen.traces[0]).toMatchObject({ trace_id: expect.stringMatching(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/) });
  });
});
