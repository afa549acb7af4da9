import { randomUUID } from "node:crypto";
import * as jose from "jose";
import { type ClientSettings, lifeSeconds } from "./settings.ts";
import type { SignIn, User } from "./users.ts";

/** The scope of every access token from a password sign-in (Developer Guide, "Understanding the access token"). */
export const userScope = "aws.cognito.signin.user.admin";

export type Verification =
  | { readonly ok: true; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly ok: false; readonly reason: "expired" | "invalid" };

/** Signs and checks the tokens of one pool; `now` in milliseconds everywhere. */
export type Signer = {
  sign(claims: jose.JWTPayload, now: number, lifeSeconds: number): Promise<string>;
  verify(token: string, now: number): Promise<Verification>;
  publicKey(): Promise<jose.JWK>;
};

/** A signer with an RSA key made for this run: its tokens are worth nothing elsewhere, and foreign ones nothing here. */
export function createSigner(issuer: string): Signer {
  const made = jose.generateKeyPair("RS256").then(async (keys) => {
    const jwk = await jose.exportJWK(keys.publicKey);
    return { ...keys, jwk: { ...jwk, kid: await jose.calculateJwkThumbprint(jwk), alg: "RS256", use: "sig" } };
  });
  return {
    async sign(claims, now, life) {
      const { privateKey, jwk } = await made;
      const iat = Math.floor(now / 1000);
      const token = new jose.SignJWT({ ...claims, iss: issuer, iat, exp: iat + life });
      return await token.setProtectedHeader({ alg: "RS256", kid: jwk.kid }).sign(privateKey);
    },
    async verify(token, now) {
      const { publicKey } = await made;
      const options = { issuer, algorithms: ["RS256"], currentDate: new Date(now), requiredClaims: ["exp", "sub"] };
      try {
        return { ok: true, claims: (await jose.jwtVerify(token, publicKey, options)).payload };
      } catch (error) {
        if (error instanceof jose.errors.JWTExpired) return { ok: false, reason: "expired" };
        if (error instanceof jose.errors.JOSEError) return { ok: false, reason: "invalid" };
        throw error;
      }
    },
    publicKey: async () => (await made).jwk,
  };
}

type Issue = {
  readonly client: ClientSettings;
  readonly user: User;
  readonly signIn: SignIn;
  readonly now: number;
};

/** A person's tokens, with the claims the Developer Guide lists under "Understanding user pool JSON web tokens". */
export async function issueUserTokens(signer: Signer, { client, user, signIn, now }: Issue) {
  const shared = {
    sub: user.sub,
    ...(user.groups.length > 0 && { "cognito:groups": user.groups }),
    origin_jti: signIn.originJti,
    event_id: randomUUID(),
    auth_time: Math.floor(signIn.signedInAt / 1000),
  };
  const access = { client_id: client.id, token_use: "access", scope: userScope, username: user.sub, jti: randomUUID() };
  const { email, email_verified } = user.attributes;
  const person = { email, email_verified: email_verified === "true", "cognito:username": user.sub };
  const id = { aud: client.id, token_use: "id", ...person, jti: randomUUID() };
  const accessSeconds = lifeSeconds(client, "AccessToken");
  return {
    AccessToken: await signer.sign({ ...shared, ...access }, now, accessSeconds),
    IdToken: await signer.sign({ ...shared, ...id }, now, lifeSeconds(client, "IdToken")),
    ExpiresIn: accessSeconds,
    TokenType: "Bearer",
  };
}

/** The access token of a machine: its subject is the client, and it carries no user name. */
export function machineClaims(client: ClientSettings, scopes: readonly string[], now: number) {
  return {
    sub: client.id,
    client_id: client.id,
    token_use: "access",
    scope: scopes.join(" "),
    auth_time: Math.floor(now / 1000),
    version: 2,
    jti: randomUUID(),
  };
}
