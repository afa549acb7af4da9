import type { IncomingMessage } from "node:http";
import type { Context } from "../ports.ts";
import { accountId, region } from "../template/physical.ts";
import { createMayInvoke } from "./api.ts";
import { authorizerOutput, evaluate } from "./policy.ts";
import type { SocketApi, SocketAuthorizer, SocketRoute } from "./socket-api.ts";
import { contextOf, handshakeOf, type Opened } from "./socket-event.ts";

/** A handshake that is answered by a status instead. */
export class RefusedHandshake extends Error {
  override readonly name = "RefusedHandshake";
  readonly status: number;
  constructor(status: number) {
    super(`The handshake is answered ${status}.`);
    this.status = status;
  }
}

type Handshake = { readonly api: SocketApi; readonly incoming: IncomingMessage; readonly opened: Opened };

function hasSource({ queryStringParameters = {}, headers }: ReturnType<typeof handshakeOf>, source: string): boolean {
  const name = source.split(".").at(-1) ?? "";
  if (source.startsWith("route.request.querystring.")) return Boolean(queryStringParameters[name]);
  return Object.entries(headers).some(([given, value]) => given.toLowerCase() === name.toLowerCase() && value !== "");
}

/**
 * Lets a caller in, or refuses it. REQUEST authorizers are asked anew at each handshake: WebSocket APIs keep no answers
 * ("AuthorizerResultTtlInSeconds … Supported only for HTTP API Lambda authorizers"). Without an identity source, and by
 * the error "Unauthorized", it is 401, by the policy 403, by any other failure 500 (Developer Guide, "Control access to
 * WebSocket APIs with AWS Lambda REQUEST authorizers", and of `$connect`: "the client will receive a 401 or 403").
 */
export function createHandshake(context: Context) {
  const mayInvoke = createMayInvoke(context.resources);

  async function authorize({ api, incoming, opened }: Handshake, authorizer: SocketAuthorizer) {
    const handshake = handshakeOf(incoming);
    const { AuthorizerUri: functionArn, IdentitySource, id } = authorizer;
    if (!IdentitySource.every((source) => hasSource(handshake, source))) throw new RefusedHandshake(401);
    if (!mayInvoke(api, `authorizers/${id}`, functionArn)) throw new RefusedHandshake(500);
    const methodArn = `arn:aws:execute-api:${region}:${accountId}:${api.id}/${api.stage.StageName}/$connect`;
    const requestContext = contextOf(api, opened, "$connect", "CONNECT", context.clock.now());
    const result = await context.invoke(functionArn, { type: "REQUEST", methodArn, ...handshake, requestContext });
    if (!result.ok) throw new RefusedHandshake(result.errorMessage === "Unauthorized" ? 401 : 500);
    const output = authorizerOutput.safeParse(result.payload);
    if (!output.success) throw new RefusedHandshake(500);
    if (evaluate(output.data.policyDocument, methodArn) !== "allowed") throw new RefusedHandshake(403);
    const texts = Object.entries(output.data.context).map(([name, value]) => [name, String(value)]);
    return { ...Object.fromEntries(texts), principalId: output.data.principalId };
  }

  async function connect({ api, incoming, opened }: Handshake, { key, functionArn }: SocketRoute): Promise<void> {
    if (!mayInvoke(api, `${api.stage.StageName}/${key}`, functionArn)) throw new RefusedHandshake(500);
    const requestContext = contextOf(api, opened, key, "CONNECT", context.clock.now());
    const event = { ...handshakeOf(incoming), requestContext, isBase64Encoded: false };
    const result = await context.invoke(functionArn, event);
    const status = result.ok ? Number(Object(result.payload).statusCode) : 502;
    if (!(status >= 200 && status < 300)) throw new RefusedHandshake(status >= 400 && status < 600 ? status : 502);
  }

  /** @throws RefusedHandshake */
  return async (handshake: Handshake): Promise<Opened> => {
    const route = handshake.api.routes.get("$connect");
    if (route === undefined) return handshake.opened;
    const authorizer = route.authorizer && (await authorize(handshake, route.authorizer));
    const opened = { ...handshake.opened, authorizer };
    await connect({ ...handshake, opened }, route);
    return opened;
  };
}
