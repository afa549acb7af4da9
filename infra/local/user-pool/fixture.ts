import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { AwsError, type Context, type InvokeOptions, type InvokeResult, type Resource } from "../ports.ts";
import { createUserPools } from "./user-pools.ts";

/** A context whose clock stands still until it is moved, and which remembers what the parts tell it. Only tests use it. */
export function createFakeContext(
  resources: readonly Resource[],
  invoke: FakeInvoke = () => ({ ok: true, payload: {} }),
) {
  let now = Date.parse("2026-11-22T10:00:00.000Z");
  let seed = 1;
  const timers = new Set<{ readonly at: number; readonly task: () => void }>();
  const seen = {
    traces: [] as Record<string, unknown>[],
    logs: [] as { group: string; message: string }[],
    metrics: [] as { name: string; dimensions: Readonly<Record<string, string>>; value: number }[],
    invocations: [] as { functionName: string; event: unknown; options: InvokeOptions | undefined }[],
  };
  const context: Context = {
    resources: {
      all: resources,
      ofType: (type) => resources.filter((resource) => resource.type === type),
      named: (name) => {
        const found = resources.find(({ ref, attributes }) => ref === name || attributes["Arn"] === name);
        if (found === undefined) throw new Error(`No resource is named ${name}.`);
        return found;
      },
    },
    clock: {
      now: () => now,
      after(delayMilliseconds, task) {
        const timer = { at: now + delayMilliseconds, task };
        timers.add(timer);
        return () => void timers.delete(timer);
      },
    },
    // Park and Miller's generator: repeatable, which is all a test asks of it.
    random: () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    },
    async invoke(functionName, event, options) {
      seen.invocations.push({ functionName, event, options });
      return await invoke(functionName, event);
    },
    traces: { record: (document) => void seen.traces.push(document) },
    logs: { write: (group, message) => void seen.logs.push({ group, message }), subscribe: () => undefined },
    metrics: {
      put: (_namespace, name, dimensions, value) => void seen.metrics.push({ name, dimensions, value }),
      gauge: () => undefined,
    },
    call: async () => ({}),
  };
  const advance = (milliseconds: number): void => {
    now += milliseconds;
    for (const timer of [...timers].filter(({ at }) => at <= now)) {
      timers.delete(timer);
      timer.task();
    }
  };
  return { context, seen, advance };
}

export type FakeInvoke = (functionName: string, event: unknown) => InvokeResult | Promise<InvokeResult>;

/** A resource of a template that names nothing but what a test needs. */
export function aResource(
  type: string,
  properties: Record<string, unknown>,
  ref = "",
  attributes: Record<string, string> = {},
): Resource {
  return {
    logicalId: ref,
    stack: "test",
    type,
    properties,
    metadata: {},
    ref,
    attributes,
  };
}

/** The template's pool, in small: people sign in at `web`, machines at `machine`. */
export const poolId = "us-east-1_test";
export const poolArn = `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${poolId}`;
export const poolResources = [
  aResource(
    "AWS::Cognito::UserPool",
    {
      UsernameAttributes: ["email"],
      AutoVerifiedAttributes: ["email"],
      UsernameConfiguration: { CaseSensitive: false },
      Policies: { PasswordPolicy: { MinimumLength: 10, RequireNumbers: true } },
      VerificationMessageTemplate: { EmailSubject: "Welcome", EmailMessage: "Your code: {####}" },
    },
    poolId,
    { Arn: poolArn, ProviderURL: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}` },
  ),
  aResource("AWS::Cognito::UserPoolDomain", { UserPoolId: poolId, Domain: "shop" }, "shop"),
  aResource("AWS::Cognito::UserPoolGroup", { UserPoolId: poolId, GroupName: "admin" }, "admin"),
  aResource(
    "AWS::Cognito::UserPoolClient",
    {
      UserPoolId: poolId,
      ExplicitAuthFlows: [
        "ALLOW_USER_PASSWORD_AUTH",
        "ALLOW_USER_SRP_AUTH",
        "ALLOW_ADMIN_USER_PASSWORD_AUTH",
        "ALLOW_REFRESH_TOKEN_AUTH",
      ],
      PreventUserExistenceErrors: "ENABLED",
      AccessTokenValidity: 15,
      TokenValidityUnits: { AccessToken: "minutes" },
    },
    "web",
  ),
  aResource(
    "AWS::Cognito::UserPoolClient",
    {
      UserPoolId: poolId,
      GenerateSecret: true,
      AllowedOAuthFlows: ["client_credentials"],
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthScopes: ["millrace/orders:read", "millrace/stock:write"],
    },
    "machine",
    { ClientSecret: "machine-secret" },
  ),
];

/** The real SDK client against the operations, over the smallest server that speaks AWS JSON 1.1. */
export async function startPools() {
  const { context, advance } = createFakeContext(poolResources);
  const pools = createUserPools(context);
  await pools.start?.();
  const operations = pools.apis?.[0]?.operations ?? {};
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const operation = String(request.headers["x-amz-target"]).split(".")[1] ?? "";
    const input = (await json(request)) as Record<string, unknown>;
    const call = { service: "cognito-idp", operation, input, principal: { kind: "operator" } as const };
    try {
      const output = await operations[operation]?.(call);
      response.end(JSON.stringify(output));
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      response.writeHead(error.status);
      response.end(JSON.stringify({ __type: error.code, message: error.message }));
    }
  };
  const server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = new cognito.CognitoIdentityProviderClient({
    endpoint: url,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    maxAttempts: 1,
  });
  const stop = async () => {
    client.destroy();
    await pools.stop?.();
    await new Promise((resolve) => server.close(resolve));
  };
  return { client, pools, url, advance, stop };
}
