import { describe, expect, it } from "vitest";
import { aResource } from "../user-pool/fixture.ts";
import { apiResources, startWorld } from "./fixture.ts";

const template = [
  '#set($origin = $input.params().header.get("Origin"))',
  '#if(!$origin)#set($origin = $input.params().header.get("origin"))#end',
  '#if($origin && ($origin == "https://shop.example" || $origin.startsWith("http://localhost:")))',
  "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
  "#end",
].join("\n");

/** The answer to a question that the gateway has an answer to. */
const preflight = aResource("AWS::ApiGateway::Method", {
  ...{ RestApiId: "api", ResourceId: "orders", HttpMethod: "OPTIONS", AuthorizationType: "NONE" },
  Integration: {
    Type: "MOCK",
    RequestTemplates: { "application/json": '{"statusCode": 204}' },
    IntegrationResponses: [
      {
        StatusCode: "204",
        ResponseParameters: { "method.response.header.Vary": "'Origin'" },
        ResponseTemplates: { "application/json": template },
      },
    ],
  },
});

const refusal = aResource("AWS::ApiGateway::GatewayResponse", {
  ...{ RestApiId: "api", ResponseType: "DEFAULT_4XX" },
  ResponseParameters: { "gatewayresponse.header.access-control-allow-origin": "method.request.header.Origin" },
});

async function ask(headers: Readonly<Record<string, string>>, path = "/v1/orders") {
  const open = apiResources().filter(({ properties }) => properties["ResponseType"] !== "MISSING_AUTHENTICATION_TOKEN");
  const { send, events } = await startWorld(undefined, [...open, preflight, refusal]);
  const answer = await send(path, { method: "OPTIONS", headers });
  return { ...answer, origin: answer.headers.get("access-control-allow-origin"), events: events() };
}

describe("a mock integration", () => {
  it.each(["https://shop.example", "http://localhost:5173"])(
    "answers by its template, without a function: %s",
    async (origin) => {
      const answer = await ask({ origin });
      expect(answer).toMatchObject({ status: 204, text: "", origin, events: [] });
      expect(answer.headers.get("vary")).toBe("Origin");
    },
  );

  it("sets no header that its template does not set", async () => {
    for (const headers of [{ origin: "https://evil.example" }, {}]) {
      expect(await ask(headers)).toMatchObject({ status: 204, origin: null });
    }
  });
});

describe("a gateway response", () => {
  it("gives a header of the request back, where there was one", async () => {
    const [told, silent] = [await ask({ origin: "https://shop.example" }, "/v1/none"), await ask({}, "/v1/none")];
    expect(told).toMatchObject({ status: 403, origin: "https://shop.example" });
    expect(silent).toMatchObject({ status: 403, origin: null });
  });
});
