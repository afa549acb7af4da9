import { onTestFinished } from "vitest";
import { unexpected } from "../failure.fixture.ts";
import type { InvokeResult, Resource } from "../ports.ts";
import { aResource, createFakeContext, type FakeInvoke, poolArn, poolId, poolResources } from "../user-pool/fixture.ts";
import { createUserPools } from "../user-pool/user-pools.ts";
import { createGateway } from "./gateway.ts";

/** A REST API in small, with every kind of method the gateway tells apart. Only tests use it. */

function functionArn(name: string): string {
  return `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
}
export function invocationUri(name: string): string {
  return `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn(name)}/invocations`;
}

const roleArn = "arn:aws:iam::000000000000:role/functions";

export const role = aResource(
  "AWS::IAM::Role",
  {
    AssumeRolePolicyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
    },
  },
  "functions",
  { Arn: roleArn },
);

export function lambdaNamed(name: string): Resource {
  return aResource("AWS::Lambda::Function", { FunctionName: name, Role: roleArn }, name, { Arn: functionArn(name) });
}

export function permissionFor(name: string, source: string): Resource {
  return aResource("AWS::Lambda::Permission", {
    Action: "lambda:InvokeFunction",
    FunctionName: functionArn(name),
    Principal: "apigateway.amazonaws.com",
    SourceArn: `arn:aws:execute-api:us-east-1:000000000000:api/${source}`,
  });
}

const parents: Readonly<Record<string, readonly [string, string]>> = {
  v1: ["root", "v1"],
  orders: ["v1", "orders"],
  order: ["orders", "{orderId}"],
  profile: ["v1", "profile"],
  carts: ["v1", "carts"],
};

function method(resource: string, HttpMethod: string, properties: Record<string, unknown> = {}): Resource {
  return aResource("AWS::ApiGateway::Method", {
    RestApiId: "api",
    ResourceId: resource,
    HttpMethod,
    AuthorizationType: "NONE",
    Integration: { Type: "AWS_PROXY", IntegrationHttpMethod: "POST", Uri: invocationUri("shop") },
    ...properties,
  });
}

const problem =
  '{"title":"Problem","status":$STATUS,"detail":$context.error.messageString,"type":"$context.error.responseType","requestId":"$context.requestId"}';
function gatewayResponse(ResponseType: string, StatusCode: string | undefined, status: string): Resource {
  return aResource("AWS::ApiGateway::GatewayResponse", {
    RestApiId: "api",
    ResponseType,
    ...(StatusCode !== undefined && { StatusCode }),
    ResponseTemplates: { "application/json": problem.replace("$STATUS", status) },
    ResponseParameters: {
      "gatewayresponse.header.Content-Type": "'application/problem+json'",
      "gatewayresponse.header.x-request-id": "context.requestId",
    },
  });
}

const accessLogFormat =
  '{"requestId":"$context.requestId","status":$context.status,"method":"$context.httpMethod","resource":"$context.resourcePath","sub":"$context.authorizer.claims.sub","principal":"$context.authorizer.principalId","type":"$context.error.responseType","latency":$context.responseLatency,"trace":"$context.xrayTraceId"}';

export function apiResources(
  authorizer: Record<string, unknown> = {},
  settings: readonly unknown[] = [],
): readonly Resource[] {
  return [
    aResource("AWS::ApiGateway::RestApi", { Name: "shop-api" }, "api", {
      RootResourceId: "root",
    }),
    ...Object.entries(parents).map(([id, [ParentId, PathPart]]) =>
      aResource("AWS::ApiGateway::Resource", { RestApiId: "api", ParentId, PathPart }, id),
    ),
    method("orders", "GET"),
    method("orders", "POST", {
      AuthorizationType: "COGNITO_USER_POOLS",
      AuthorizerId: "people",
      AuthorizationScopes: ["aws.cognito.signin.user.admin", "millrace/orders:write"],
    }),
    method("order", "GET"),
    method("order", "PUT"),
    method("profile", "GET", { AuthorizationType: "COGNITO_USER_POOLS", AuthorizerId: "people" }),
    method("carts", "POST", { AuthorizationType: "CUSTOM", AuthorizerId: "guests" }),
    aResource(
      "AWS::ApiGateway::Authorizer",
      { Type: "COGNITO_USER_POOLS", IdentitySource: "method.request.header.Authorization", ProviderARNs: [poolArn] },
      "people",
    ),
    aResource(
      "AWS::ApiGateway::Authorizer",
      {
        Type: "TOKEN",
        IdentitySource: "method.request.header.Authorization",
        IdentityValidationExpression: "Bearer .+",
        AuthorizerUri: invocationUri("guests"),
        AuthorizerResultTtlInSeconds: 60,
        ...authorizer,
      },
      "guests",
    ),
    role,
    lambdaNamed("shop"),
    lambdaNamed("guests"),
    permissionFor("shop", "*/*/*"),
    permissionFor("guests", "authorizers/guests"),
    gatewayResponse("DEFAULT_5XX", undefined, "500"),
    gatewayResponse("UNAUTHORIZED", undefined, "401"),
    gatewayResponse("MISSING_AUTHENTICATION_TOKEN", "404", "404"),
    aResource("AWS::ApiGateway::Stage", {
      RestApiId: "api",
      StageName: "dev",
      TracingEnabled: true,
      MethodSettings: settings,
      AccessLogSetting: {
        DestinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:access",
        Format: accessLogFormat,
      },
    }),
  ];
}

/** What a function did. */
export function done(payload: unknown): InvokeResult {
  return { ok: true, payload };
}
export function failed(failure: "error" | "timeout" | "crash" | "throttle", errorMessage = "no"): InvokeResult {
  return {
    ok: false,
    failure,
    errorType: "Error",
    errorMessage,
  };
}
export function isAuthorizer(functionName: string): boolean {
  return functionName.endsWith(":guests");
}

/** A running gateway before a user pool and functions that do as they are told; it ends with the test. */
export async function startWorld(
  invoke: FakeInvoke = () => done({ statusCode: 200, body: "{}" }),
  resources = apiResources(),
) {
  const fake = createFakeContext([...poolResources, ...resources], invoke);
  const userPools = createUserPools(fake.context);
  const gateway = createGateway(fake.context, {
    ...{ port: 0, userPools },
    onFailure: unexpected,
  });
  await gateway.start?.();
  onTestFinished(async () => await gateway.stop?.());
  const send = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${gateway.url()}${path}`, init);
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: () => JSON.parse(text) as Record<string, unknown>,
    };
  };
  const call = async (operation: string, input: Record<string, unknown>) =>
    await userPools.apis?.[0]?.operations[operation]?.({
      service: "cognito-idp",
      operation,
      input,
      principal: { kind: "operator" },
    });
  const person = async () => {
    const Username = "ann@example.com";
    await call("AdminCreateUser", { UserPoolId: poolId, Username, MessageAction: "SUPPRESS" });
    await call("AdminSetUserPassword", { UserPoolId: poolId, Username, Password: "correct horse 1", Permanent: true });
    await call("AdminAddUserToGroup", { UserPoolId: poolId, Username, GroupName: "admin" });
    const AuthParameters = { USERNAME: Username, PASSWORD: "correct horse 1" };
    const signedIn = await call("InitiateAuth", { ClientId: "web", AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    return signedIn?.["AuthenticationResult"] as { AccessToken: string; IdToken: string };
  };
  const machine = async (scope: string): Promise<string> => {
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: "machine",
      client_secret: "machine-secret",
      scope,
    });
    const answer = await userPools.web({
      method: "POST",
      path: "/oauth2/token",
      query: new URLSearchParams(),
      authorization: undefined,
      body: body.toString(),
    });
    return String(answer?.body["access_token"]);
  };
  const events = () => fake.seen.invocations.map(({ event }) => event as Record<string, unknown>);
  const accessLog = () => fake.seen.logs.map(({ message }) => JSON.parse(message) as Record<string, unknown>);
  return { ...fake, url: gateway.url, send, person, machine, events, accessLog };
}
export function bearer(token: string, method = "POST"): RequestInit {
  return {
    method,
    headers: { authorization: `Bearer ${token}` },
  };
}
