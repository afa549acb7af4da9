import { secondsAfter } from "@millrace/kernel/clock";
import { idPattern } from "@millrace/kernel/ids";
import { errors, jwtVerify, SignJWT } from "jose";
import type { SecretStage } from "./secrets.ts";

/** What a guest token says of itself, so that no other HS256 token under the same key would pass as one. */
export const guestTokenIssuer = "millrace/carts";
const audience = "millrace/api";
const algorithm = "HS256";

/** A guest is known for seven days; who wants longer signs in. */
export const guestTokenLifetimeSeconds = 7 * 24 * 60 * 60;

/** Reads a version of the guests' signing key: `createSecret(…)`. */
export type GuestKey = (stage: SecretStage) => Promise<string>;

function bytesOf(key: string): Uint8Array {
  return new TextEncoder().encode(key);
}

/**
 * Signs the token that proves a guest's `ownerId` until seven days after `at`. The same owner and second give the same
 * token as long as the key is the same: a replayed request hands out no second one.
 *
 * @throws Secrets Manager's error when the key cannot be read
 */
export async function issueGuestToken(key: GuestKey, ownerId: string, at: Date): Promise<string> {
  return new SignJWT()
    .setProtectedHeader({ alg: algorithm, typ: "JWT" })
    .setIssuer(guestTokenIssuer)
    .setAudience(audience)
    .setSubject(ownerId)
    .setIssuedAt(at)
    .setExpirationTime(secondsAfter(at, guestTokenLifetimeSeconds))
    .sign(bytesOf(await key("AWSCURRENT")));
}

/** Until its first rotation a secret has no previous version, and Secrets Manager says so by this error. */
async function previousKey(key: GuestKey): Promise<string | undefined> {
  try {
    return await key("AWSPREVIOUS");
  } catch (error) {
    if (error instanceof Error && error.name === "ResourceNotFoundException") return undefined;
    throw error;
  }
}

type Judgment = { readonly ownerId: string } | "invalid" | "another key";

async function judge(token: string, key: string, at: Date): Promise<Judgment> {
  try {
    const { payload } = await jwtVerify(token, bytesOf(key), {
      algorithms: [algorithm],
      issuer: guestTokenIssuer,
      audience,
      requiredClaims: ["sub", "exp"],
      currentDate: at,
    });
    return payload.sub !== undefined && idPattern("guest").test(payload.sub) ? { ownerId: payload.sub } : "invalid";
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) return "another key";
    // With the key in hand nothing but the token can be wrong.
    if (error instanceof errors.JOSEError) return "invalid";
    throw error;
  }
}

/**
 * The guest that a token proves at a time; undefined when it proves none. A token signed before the key's last rotation
 * still holds.
 *
 * @throws Secrets Manager's error when the key cannot be read
 */
export async function verifyGuestToken(key: GuestKey, token: string, at: Date): Promise<string | undefined> {
  const current = await judge(token, await key("AWSCURRENT"), at);
  if (typeof current === "object") return current.ownerId;
  if (current === "invalid") return undefined;
  const previous = await previousKey(key);
  if (previous === undefined) return undefined;
  const earlier = await judge(token, previous, at);
  return typeof earlier === "object" ? earlier.ownerId : undefined;
}
