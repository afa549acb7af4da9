import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import type { PasswordPolicy } from "./settings.ts";

/** Symbols that Cognito counts (Developer Guide, "Adding user pool password requirements"). */
const symbols = /[\^$*.[\]{}()?"!@#%&/\\,><':;|_~`=+\- ]/;

/**
 * The first rule of the policy that a password breaks, in the words of the service, or nothing.
 * The longest password is 256 characters (API_SignUp).
 */
export function passwordFault(policy: PasswordPolicy, password: string): string | undefined {
  if (password.length < policy.MinimumLength) return "Password not long enough";
  if (password.length > 256) return "Password too long";
  if (policy.RequireLowercase && !/[a-z]/.test(password)) return "Password must have lowercase characters";
  if (policy.RequireUppercase && !/[A-Z]/.test(password)) return "Password must have uppercase characters";
  if (policy.RequireNumbers && !/\d/.test(password)) return "Password must have numeric characters";
  if (policy.RequireSymbols && !symbols.test(password)) return "Password must have symbol characters";
  return undefined;
}

/** A cost that a laptop pays 200 times at once without noticing; these passwords guard demo data only. */
const cost = { N: 1024 };

/** A salted hash, so that a kept state folder holds no password. */
export function hashPassword(password: string): string {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}.${scryptSync(password, salt, 32, cost).toString("hex")}`;
}

export function isPassword(password: string, hash: string): boolean {
  const [salt = "", key = ""] = hash.split(".");
  return timingSafeEqual(scryptSync(password, Buffer.from(salt, "hex"), 32, cost), Buffer.from(key, "hex"));
}
