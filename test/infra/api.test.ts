import type { Route } from "@millrace/contracts/define-route";
import { scopeOf, userScope } from "@millrace/kernel/permissions";
import { describe, expect, it } from "vitest";
import type { Resource } from "../../infra/local/ports.ts";
import { at, deploy, onlyOf, plans } from "./deployment.ts";

const deployment = deploy();
const { resources } = deployment;
const methods = resources.ofType("AWS::ApiGateway::Method");
const routes = plans.flatMap((plan) =>
  Object.entries(plan.routes).map(([name, route]) => [name, { plan, route }] as const),
);

/** Whoever opens a route to everybody says so here as well. */
const publicRoutes = [
  "createGuestCart",
  "getAsyncapi",
  "getDocs",
  "getEventDocs",
  "getOpenapi",
  "getProduct",
  "getProductBySku",
  "getProductBySlug",
  "listCategories",
  "listCategoryProducts",
  "listProducts",
  "listProductsByName",
  "listShippingOptions",
];

function pathOf(resourceId: unknown): string {
  const resource = resources.ofType("AWS::ApiGateway::Resource").find(({ ref }) => ref === resourceId);
  return resource === undefined
    ? ""
    : `${pathOf(resource.properties["ParentId"])}/${String(resource.properties["PathPart"])}`;
}

function methodsOf({ method, path }: Route): readonly Resource[] {
  return methods.filter(
    ({ properties }) => properties["HttpMethod"] === method && pathOf(properties["ResourceId"]) === path,
  );
}

function authorizerOf(method: Resource | undefined): Resource | undefined {
  return resources.ofType("AWS::ApiGateway::Authorizer").find(({ ref }) => ref === method?.properties["AuthorizerId"]);
}

describe("routes", () => {
  it("are the API's methods, no more and no fewer", () => {
    expect(methods).toHaveLength(routes.length);
  });

  it("are open to anybody only here", () => {
    const open = routes.filter(([, { route }]) => route.rule === "public").map(([name]) => name);
    expect(open.sort()).toEqual(publicRoutes);
  });
});

describe.each(routes)("%s", (_, { plan, route }) => {
  const [method, ...others] = methodsOf(route);

  it("is one method that calls its own function", () => {
    expect(others).toEqual([]);
    expect(at(method as Resource, "Integration", "Type")).toBe("AWS_PROXY");
    expect(at(method as Resource, "Integration", "Uri")).toContain(`:function:dev-${plan.name}/invocations`);
  });

  it("lets those in whom its rule names", () => {
    const authorizer = authorizerOf(method);
    const { AuthorizationType: kind, AuthorizationScopes: scopes } = method?.properties ?? {};
    if (route.rule === "public") {
      expect({ kind, authorizer, scopes }).toEqual({ kind: "NONE" });
    } else if (route.rule === "guestOrCustomer") {
      expect({ kind, scopes }).toEqual({ kind: "CUSTOM" });
      expect(authorizer?.properties["AuthorizerUri"]).toContain(":function:dev-customers-authorizer/");
    } else {
      const permission = route.rule === "customer" ? [] : [scopeOf(route.rule)];
      expect({ kind, scopes }).toEqual({ kind: "COGNITO_USER_POOLS", scopes: [userScope, ...permission] });
      expect(authorizer?.properties["Type"]).toBe("COGNITO_USER_POOLS");
    }
  });
});

describe("authorizers", () => {
  const authorizers = resources.ofType("AWS::ApiGateway::Authorizer");

  it("are two: Cognito's, and the one that takes guests as well", () => {
    expect(authorizers.map(({ properties }) => properties["Type"]).sort()).toEqual(["COGNITO_USER_POOLS", "TOKEN"]);
  });

  it("trust the one user pool", () => {
    const cognito = authorizers.find(({ properties }) => properties["Type"] === "COGNITO_USER_POOLS");
    expect(cognito?.properties["ProviderARNs"]).toEqual(
      resources.ofType("AWS::Cognito::UserPool").map(({ attributes }) => attributes["Arn"]),
    );
  });

  it("remember an answer for five minutes", () => {
    const token = authorizers.find(({ properties }) => properties["Type"] === "TOKEN");
    expect(token?.properties).toMatchObject({
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: "method.request.header.Authorization",
    });
  });
});

describe("the gateway's own answers", () => {
  const responses = resources.ofType("AWS::ApiGateway::GatewayResponse");
  const statuses = {
    UNAUTHORIZED: "401",
    ACCESS_DENIED: "403",
    MISSING_AUTHENTICATION_TOKEN: "404",
    THROTTLED: "429",
    DEFAULT_5XX: "500",
  };

  it.each(responses.map((response) => [String(response.properties["ResponseType"]), response] as const))(
    "%s is a problem document with a request id",
    (_, { properties }) => {
      const templates = properties["ResponseTemplates"] as Readonly<Record<string, string>>;
      const problem = JSON.parse(templates["application/json"] ?? "null");
      expect(problem).toEqual({
        type: `https://millrace.dev/problems/${problem.code}`,
        title: expect.any(String),
        status: Number(properties["StatusCode"]),
        code: expect.stringMatching(/^[a-z_.]+$/),
      });
      expect(properties["ResponseParameters"]).toMatchObject({
        "gatewayresponse.header.content-type": "'application/problem+json'",
        "gatewayresponse.header.x-request-id": "context.requestId",
      });
    },
  );

  it.each(Object.entries(statuses))("%s is %s", (type, status) => {
    const response = responses.find(({ properties }) => properties["ResponseType"] === type);
    expect(response?.properties["StatusCode"]).toBe(status);
  });
});

describe("the stage", () => {
  const stage = onlyOf(deployment, "AWS::ApiGateway::Stage");

  it("traces, throttles, and logs every call", () => {
    expect(stage.properties["TracingEnabled"]).toBe(true);
    const [settings] = stage.properties["MethodSettings"] as readonly object[];
    expect(settings).toMatchObject({
      HttpMethod: "*",
      ResourcePath: "/*",
      ThrottlingRateLimit: 500,
      ThrottlingBurstLimit: 1000,
    });
    const logGroup = resources.named(String(at(stage, "AccessLogSetting", "DestinationArn")));
    expect(logGroup.properties["RetentionInDays"]).toBe(90);
  });

  it("logs neither query strings nor addresses", () => {
    const format = JSON.parse(String(at(stage, "AccessLogSetting", "Format")));
    expect(Object.keys(format)).toEqual(
      expect.arrayContaining(["requestId", "principal", "method", "resourcePath", "status", "latency"]),
    );
    expect(JSON.stringify(format)).not.toMatch(/sourceIp|query|userAgent|email/i);
  });
});
