import { describe, expect, it } from "vitest";
import { refuse } from "../template/refuse.ts";
import { TemplateError } from "../template/resources.ts";
import { createFakeContext } from "../user-pool/fixture.ts";
import { readApi } from "./api.ts";
import { apiResources } from "./fixture.ts";
import { apiGateway } from "./gateway.ts";

/** The template in small, with other properties for the resources of one type. */
function changed(type: string, properties: Record<string, unknown>) {
  return createFakeContext(
    apiResources().map((resource) =>
      resource.type === type ? { ...resource, properties: { ...resource.properties, ...properties } } : resource,
    ),
  ).context.resources;
}

function integration(Type: string) {
  return { Integration: { Type, Uri: "arn:aws:apigateway:us-east-1:sqs:path/q" } };
}
function log(Format: string) {
  return { DestinationArn: "arn:aws:logs:us-east-1:000000000000:log-group:access", Format };
}
function header(value: string) {
  return { ResponseParameters: { "gatewayresponse.header.x-any": value } };
}
const throttle = { ThrottlingRateLimit: 1, ThrottlingBurstLimit: 1 };

describe("readApi", () => {
  it("finds every method with its path and authorizer", () => {
    const { methods } = readApi(createFakeContext(apiResources()).context.resources);
    expect(
      methods.map(({ HttpMethod, resourcePath, authorizer }) => [HttpMethod, resourcePath, authorizer?.id]),
    ).toEqual([
      ["GET", "/v1/orders", undefined],
      ["POST", "/v1/orders", "people"],
      ["GET", "/v1/orders/{orderId}", undefined],
      ["PUT", "/v1/orders/{orderId}", undefined],
      ["GET", "/v1/profile", "people"],
      ["POST", "/v1/carts", "guests"],
    ]);
  });

  it.each([
    ["an API that is not regional", "RestApi", { EndpointConfiguration: { Types: ["EDGE"] } }],
    ["an authorizer that gets the whole request", "Authorizer", { Type: "REQUEST" }],
    ["an identity in the query string", "Authorizer", { IdentitySource: "method.request.querystring.token" }],
    ["several identity sources", "Authorizer", { IdentitySource: "method.request.header.A, method.request.header.B" }],
    ["an integration without Lambda", "Method", integration("HTTP_PROXY")],
    ["an integration that maps", "Method", integration("AWS")],
    ["a method for every verb", "Method", { HttpMethod: "ANY" }],
    ["a parameter that is the rest of the path", "Resource", { PathPart: "{proxy+}" }],
    ["authorization by IAM", "Method", { AuthorizationType: "AWS_IAM" }],
    [
      "a throttle of one method",
      "Stage",
      { MethodSettings: [{ HttpMethod: "GET", ResourcePath: "/~1v1", ...throttle }] },
    ],
    [
      "an access log of what is not told here",
      "Stage",
      { AccessLogSetting: log("$context.requestId $context.identity.sourceIp") },
    ],
    [
      "a body of what is not told here",
      "GatewayResponse",
      { ResponseTemplates: { "application/json": "$context.stage" } },
    ],
    ["a parameter from the query", "GatewayResponse", header("method.request.querystring.origin")],
    ["a header of what is not told here", "GatewayResponse", header("context.domainName")],
    ["an answer in XML", "GatewayResponse", { ResponseTemplates: { "application/xml": "<a/>" } }],
  ])("refuses %s", (_, type, properties) => {
    expect(() => readApi(changed(`AWS::ApiGateway::${type}`, properties))).toThrow(TemplateError);
  });
});

describe("what is not supported", () => {
  it.each([
    ["RestApi", { BinaryMediaTypes: ["image/png"] }],
    ["Stage", { Variables: { a: "b" } }],
    ["Stage", { CacheClusterEnabled: true }],
    ["Method", { ApiKeyRequired: true }],
    ["Method", { RequestModels: { "application/json": "m" } }],
    ["Method", { Integration: { TimeoutInMillis: 60_000 } }],
  ])("of %s stops the start: %j", (type, properties) => {
    expect(() => refuse(changed(`AWS::ApiGateway::${type}`, properties), { apiGateway })).toThrow(TemplateError);
    const [name] = Object.keys(properties);
    expect(() => refuse(changed(`AWS::ApiGateway::${type}`, properties), { apiGateway })).toThrow(`property ${name}`);
  });
});
