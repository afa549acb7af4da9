import type { WebAnswer, WebRequest } from "../ports.ts";
import { clientById, type LivePool, type Surroundings } from "./lookup.ts";
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

/**
 * What an OpenID Connect client finds of a pool, less what is not there without hosted pages (Developer Guide, "Using the
 * discovery endpoint"; OpenID Connect Discovery 1.0).
 */
function discovery({ settings }: LivePool): JsonAnswer["body"] {
  const host = settings.issuer.slice(0, settings.issuer.lastIndexOf("/"));
  return {
    issuer: settings.issuer,
    jwks_uri: `${settings.issuer}/.well-known/jwks.json`,
    ...(settings.hasDomain && {
      token_endpoint: `${host}/oauth2/token`,
      token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"],
    }),
    response_types_supported: ["code", "token"],
    scopes_supported: ["openid", "email", "phone", "profile"],
    subject_types_supported: ["public"],
    id_token_signing_alg_values_supported: ["RS256"],
  };
}

/** Answers the pools' HTTP routes: the token endpoint, each pool's key set and its discovery; no other path. */
export async function answerWeb(surroundings: Surroundings, request: WebRequest): Promise<JsonAnswer | undefined> {
  const { method, path } = request;
  if (method === "POST" && path === "/oauth2/token") return await token(surroundings, request);
  const [, id, document] = /^\/([^/]+)\/\.well-known\/([^/]+)$/.exec(path) ?? [];
  const pool = surroundings.pools.find(({ settings }) => settings.id === id);
  if (pool === undefined || method !== "GET") return undefined;
  if (document === "jwks.json") return { status: 200, body: { keys: [await pool.signer.publicKey()] } };
  return document === "openid-configuration" ? { status: 200, body: discovery(pool) } : undefined;
}
