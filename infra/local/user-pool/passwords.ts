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
