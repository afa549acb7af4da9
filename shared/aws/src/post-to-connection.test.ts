import { ApiGatewayManagementApiClient, PostToConnectionCommand } from "@aws-sdk/client-apigatewaymanagementapi";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { comparable, sentBy, signedBySdk } from "../../../test/support/sdk-twin.ts";
import { ApiGatewayManagementApi } from "./services.ts";
import { type HttpRequest, Transport } from "./transport.ts";

const patience = { attempts: 2, firstMilliseconds: 20, answerMilliseconds: 1_000 };
const endpoint = "https://abc123.execute-api.eu-central-1.amazonaws.com/prod";
const input = { ConnectionId: "L0SM9cOFvHcCIhw=", Data: '{"type":"fact","name":"ördér 👕"}' };
const environment = { AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "ASIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };

beforeEach(() => {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

function post(): Promise<unknown> {
  return new ApiGatewayManagementApi(patience, { endpoint }).send("PostToConnection", input);
}

function answering(statusCode: number, headers: Record<string, string> = {}) {
  const answer = { response: { statusCode, headers, body: Buffer.from("") } };
  return vi.spyOn(Transport.prototype, "handle").mockResolvedValue(answer);
}

async function sent(): Promise<HttpRequest> {
  const seen = answering(200);
  await post();
  const [request] = seen.mock.calls[0] ?? [];
  if (request === undefined) throw new Error("Nothing was sent.");
  return request;
}

it("is sent as the SDK sends it: place with its stage, headers, body", async () => {
  const bySdk = await sentBy(ApiGatewayManagementApiClient as never, { endpoint }, new PostToConnectionCommand(input));
  expect(comparable(await sent())).toEqual(comparable(bySdk));
});

it("is signed as the SDK's signer signs it", async () => {
  const { headers, ...request } = await sent();
  expect(headers["Authorization"]).toContain("/eu-central-1/execute-api/");
  expect(headers["Authorization"]).toBe(await signedBySdk({ headers, ...request }, "secret"));
});

it("throws the service's word for a connection that is gone", async () => {
  answering(410, { "x-amzn-errortype": "GoneException" });
  await expect(post()).rejects.toMatchObject({
    name: "GoneException",
    $metadata: { httpStatusCode: 410, attempts: 1 },
  });
});
