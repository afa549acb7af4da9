import type { WebAnswer, WebRequest } from "../ports.ts";
import { clientById, type Surroundings } from "./operations.ts";
import { type ClientSettings, lifeSeconds } from "./settings.ts";
import { machineClaims } from "./tokens.ts";

type JsonAnswer = Extract<WebAnswer, { readonly body: object }>;

function refused(error: string): JsonAnswer {
  return { status: 400, body: { error } };
}

/** Client id and secret from HTTP Basic, or from the form (Developer Guide, "The token issuer endpoint"). */
function credentials(authorization: string | undefined, form: URLSearchParams): readonly [string, string] {
  const [scheme, encoded] = (authorization ?? "").split(" ");
  if (scheme !== "Basic" || encoded === undefined)
    return [form.get("client_id") ?? "", form.get("client_secret") ?? ""];
  const [id = "", ...secret] = Buffer.from(encoded, "base64").toString().split(":");
  return [id, secret.join(":")];
}

/** `scope` may name some of the client's scopes; without it the token carries all of them. */
function grantedScopes(client: ClientSettings, asked: string | null): readonly string[] | undefined {
  const scopes = (asked ?? "").split(" ").filter((scope) => scope !== "");
  if (scopes.length === 0) return client.AllowedOAuthScopes;
  return scopes.every((scope) => client.AllowedOAuthScopes.includes(scope)) ? scopes : undefined;
}

/** `POST /oauth2/token` with `grant_type=client_credentials`; errors have the names of RFC 6749 §5.2, as the service's. */
async function token({ pools, clock }: Surroundings, request: WebRequest): Promise<JsonAnswer> {
  const form = new URLSearchParams(request.body);
  if (!form.has("grant_type")) return refused("invalid_request");
  if (form.get("grant_type") !== "client_credentials") return refused("unsupported_grant_type");
  const [id, secret] = credentials(request.authorization, form);
  const found = clientById(
    pools.filter(({ settings }) => settings.hasDomain),
    id,
  );
  if (found?.client.secret === undefined || found.client.secret !== secret) return refused("invalid_client");
  const { client, signer } = found;
  if (!client.AllowedOAuthFlows.includes("client_credentials")) return refused("unauthorized_client");
  const scopes = grantedScopes(client, form.get("scope"));
  if (scopes === undefined) return refused("invalid_scope");
  const now = clock.now();
  const expiresIn = lifeSeconds(client, "AccessToken");
  const accessToken = await signer.sign(machineClaims(client, scopes, now), now, expiresIn);
  return { status: 200, body: { access_token: accessToken, expires_in: expiresIn, token_type: "Bearer" } };
}

/** Answers the pools' HTTP routes: the token endpoint and each pool's key set; nothing for any other path. */
export async function answerWeb(surroundings: Surroundings, request: WebRequest): Promise<JsonAnswer | undefined> {
  if (request.method === "POST" && request.path === "/oauth2/token") return await token(surroundings, request);
  const pool = surroundings.pools.find(({ settings }) => request.path === `/${settings.id}/.well-known/jwks.json`);
  if (pool === undefined || request.method !== "GET") return undefined;
  return { status: 200, body: { keys: [await pool.signer.publicKey()] } };
}
