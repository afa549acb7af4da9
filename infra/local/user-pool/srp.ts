import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes, timingSafeEqual } from "node:crypto";
import { pow } from "@noble/curves/abstract/modular.js";

/**
 * The server's side of Cognito's Secure Remote Password: RFC 5054's arithmetic in the 3072-bit group of RFC 3526, with
 * SHA-256 and a key derived by HKDF. Cognito documents no more than the protocol's name; the rest is what its open-source
 * clients compute (`AuthenticationHelper` of amazon-cognito-identity-js).
 */
const N = BigInt(`0x${getDiffieHellman("modp15").getPrime("hex")}`);
const g = 2n;
const k = hashed(bytesOf(N), bytesOf(g));

/** What the pool knows of a password: enough to check it, not enough to sign in with. Hex. */
export type Verifier = { readonly salt: string; readonly verifier: string };

/** Whose password it is: the pool's id and the user's name in it. */
export type Identity = { readonly poolId: string; readonly sub: string };

/** What the server keeps between its challenge and the answer. */
export type Exchange = { readonly A: bigint; readonly B: bigint; readonly b: bigint; readonly verifier: bigint };

export function createVerifier(identity: Identity, password: string): Verifier {
  const salt = randomBytes(16).toString("hex");
  return { salt, verifier: verifierOf(identity, password, salt).toString(16) };
}

export function isPassword(identity: Identity, password: string, { salt, verifier }: Verifier): boolean {
  const own = Buffer.from(verifier.padStart(768, "0"), "hex");
  const given = Buffer.from(verifierOf(identity, password, salt).toString(16).padStart(768, "0"), "hex");
  return timingSafeEqual(own, given);
}

/** Begins an exchange with a client's public value, in hex; nothing for one that the protocol forbids. */
export function beginExchange(srpA: string, { verifier }: Verifier): Exchange | undefined {
  if (!/^[0-9a-f]{1,1024}$/i.test(srpA)) return undefined;
  const A = BigInt(`0x${srpA}`);
  if (A % N === 0n) return undefined;
  const b = BigInt(`0x${randomBytes(32).toString("hex")}`);
  const v = BigInt(`0x${verifier}`);
  return { A, B: (k * v + pow(g, b, N)) % N, b, verifier: v };
}

/** Whether the client has proved that it knows the password: its signature, in Base64, over challenge and time. */
export function isProof(
  { A, B, b, verifier }: Exchange,
  { poolId, sub }: Identity,
  proof: { readonly secretBlock: string; readonly timestamp: string; readonly signature: string },
): boolean {
  const u = hashed(bytesOf(A), bytesOf(B));
  const shared = pow((A * pow(verifier, u, N)) % N, b, N);
  const key = hkdfSync("sha256", bytesOf(shared), bytesOf(u), "Caldera Derived Key", 16);
  const expected = createHmac("sha256", Buffer.from(key))
    .update(nameOf(poolId) + sub)
    .update(Buffer.from(proof.secretBlock, "base64"))
    .update(proof.timestamp)
    .digest();
  const given = Buffer.from(proof.signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function verifierOf({ poolId, sub }: Identity, password: string, salt: string): bigint {
  const inner = createHash("sha256")
    .update(`${nameOf(poolId) + sub}:${password}`)
    .digest();
  return pow(g, hashed(bytesOf(BigInt(`0x${salt}`)), inner), N);
}

/** `us-east-1_Name` counts as `Name`. */
function nameOf(poolId: string): string {
  return poolId.slice(poolId.indexOf("_") + 1);
}

function hashed(...parts: readonly Buffer[]): bigint {
  return BigInt(`0x${createHash("sha256").update(Buffer.concat(parts)).digest("hex")}`);
}

/** As Java's `BigInteger` writes a positive number: its sign bit is 0. */
function bytesOf(value: bigint): Buffer {
  const digits = value.toString(16);
  const even = digits.length % 2 === 0 ? digits : `0${digits}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, "hex");
}
