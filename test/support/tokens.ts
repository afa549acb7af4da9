import { createHmac, generateKeyPairSync, sign } from "node:crypto";

/** The parts of a JSON web token, decoded and unverified. */
type Jwt = { readonly header: Record<string, unknown>; readonly claims: Record<string, unknown> };

function encode(part: unknown): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function decoded(token: string): Jwt {
  const [header = "", claims = ""] = token.split(".");
  const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
  return { header: read(header), claims: read(claims) };
}

const stranger = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** The token with other contents under the signature of somebody else, who names the same key. */
export function signedByStranger(token: string, changes: Readonly<Record<string, unknown>> = {}): string {
  const { header, claims } = decoded(token);
  const signed = `${encode(header)}.${encode({ ...claims, ...changes })}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), stranger.privateKey).toString("base64url")}`;
}

/** The token without a signature, which its header says it needs none. */
export function unsigned(token: string): string {
  const { header, claims } = decoded(token);
  return `${encode({ ...header, alg: "none" })}.${encode(claims)}.`;
}

/** Other claims under the signature that the token had. */
export function altered(token: string, changes: Readonly<Record<string, unknown>>): string {
  const [header, , signature] = token.split(".");
  return `${header}.${encode({ ...decoded(token).claims, ...changes })}.${signature}`;
}

/** The token signed as a guest's, with a secret that anybody could guess. */
export function signedWithSecret(token: string, secret: string): string {
  const { header, claims } = decoded(token);
  const signed = `${encode({ ...header, alg: "HS256" })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
