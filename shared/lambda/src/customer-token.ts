import type { Owner } from "@millrace/kernel/caller";
import { customerIdOf, idPattern } from "@millrace/kernel/ids";
import { userScope } from "@millrace/kernel/permissions";
import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";

/** The user pool that customers and staff sign in to, and the clients whose tokens count. */
export type UserPool = {
  /** Its address, which is also the issuer of its tokens. */
  readonly url: string;
  readonly clientIds: readonly string[];
};

/** What is wrong with the token itself; anything else that goes wrong is an outage (of the key set, say). */
const faultsOfToken = [
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JWTInvalid,
  errors.JWTExpired,
  errors.JWTClaimValidationFailed,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

/** The pool's public keys: fetched once, and again, at most every half minute, for a key that is not among them. */
export function keysOf({ url }: UserPool): JWTVerifyGetKey {
  return createRemoteJWKSet(new URL(`${url}/.well-known/jwks.json`));
}

async function verifiedClaims(
  pool: UserPool,
  keys: JWTVerifyGetKey,
  token: string,
  at: Date,
): Promise<JWTPayload | undefined> {
  try {
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ["RS256"],
      issuer: pool.url,
      requiredClaims: ["sub", "exp", "client_id"],
      currentDate: at,
    });
    return payload;
  } catch (error) {
    if (faultsOfToken.some((fault) => error instanceof fault)) return undefined;
    throw error;
  }
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/**
 * The person whom a Cognito access token proves at a time; undefined when it proves none. ID tokens and machines'
 * tokens prove none.
 *
 * Claims: Amazon Cognito Developer Guide, "Understanding the access token" and "Verifying JSON web tokens".
 *
 * @throws the outage when the pool's keys cannot be had
 */
export async function verifyCustomerToken(
  pool: UserPool,
  keys: JWTVerifyGetKey,
  token: string,
  at: Date,
): Promise<Owner | undefined> {
  const claims = await verifiedClaims(pool, keys, token, at);
  if (claims?.["token_use"] !== "access") return undefined;
  if (!pool.clientIds.includes(String(claims["client_id"]))) return undefined;
  if (!String(claims["scope"]).split(" ").includes(userScope)) return undefined;
  const ownerId = customerIdOf(String(claims.sub));
  if (!idPattern("customer").test(ownerId)) return undefined;
  return { kind: "customer", ownerId, groups: textsOf(claims["cognito:groups"]) };
}
