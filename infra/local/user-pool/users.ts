import { AwsError, type Random } from "../ports.ts";
import { passwordFault } from "./passwords.ts";
import type { ClientSettings, PoolSettings } from "./settings.ts";
import { createVerifier, isPassword, type Verifier } from "./srp.ts";

/**
 * The users of one pool and the rules that change them: no clock and no wire, time and chance are arguments.
 * Error names and their causes are those of the operations in the Amazon Cognito user pools API reference.
 */

type UserStatus = "UNCONFIRMED" | "CONFIRMED" | "FORCE_CHANGE_PASSWORD";

export type User = {
  /** Also the user name: a pool whose users sign in by email names them by their `sub`. */
  readonly sub: string;
  readonly attributes: Record<string, string> & { readonly email: string };
  readonly groups: string[];
  readonly createdAt: number;
  modifiedAt: number;
  status: UserStatus;
  verifier: Verifier;
  code?: { readonly value: string; readonly expiresAt: number };
};

/** A sign-in that its refresh token continues. */
export type SignIn = {
  readonly sub: string;
  readonly clientId: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
  readonly originJti: string;
};

/** Plain data, so that it can be kept in a file: users by `sub`, their subs by email, sign-ins by refresh token. */
export type PoolState = {
  readonly users: Record<string, User>;
  readonly subs: Record<string, string>;
  readonly signIns: Record<string, SignIn>;
};

export function emptyPool(): PoolState {
  return { users: {}, subs: {}, signIns: {} };
}

/** A code mailed at sign-up holds for 24 hours (Developer Guide, "Signing up and confirming user accounts"). */
const codeLifeMilliseconds = 24 * 60 * 60 * 1000;

function emailKey(pool: PoolSettings, email: string): string {
  return pool.UsernameConfiguration.CaseSensitive ? email : email.toLowerCase();
}

/** A user by email or by user name. */
export function findUser(pool: PoolSettings, state: PoolState, name: string): User | undefined {
  return state.users[state.subs[emailKey(pool, name)] ?? name];
}

export function knownUser(pool: PoolSettings, state: PoolState, name: string): User {
  const user = findUser(pool, state, name);
  if (user === undefined) throw new AwsError("UserNotFoundException", "User does not exist.");
  return user;
}

function checkedVerifier(pool: PoolSettings, sub: string, password: string): Verifier {
  const fault = passwordFault(pool.Policies.PasswordPolicy, password);
  if (fault === undefined) return createVerifier({ poolId: pool.id, sub }, password);
  throw new AwsError("InvalidPasswordException", `Password did not conform with policy: ${fault}`);
}

type NewUser = {
  /** Never used before, in this run or in one whose state was kept: not from the seeded source. */
  readonly sub: string;
  readonly email: string;
  readonly password: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly status: UserStatus;
};

/**
 * Adds a user. With `UsernameAttributes: [email]` the name given must be an email, becomes the email attribute, and the
 * user name is the generated `sub` (Developer Guide, "Customizing sign-in attributes").
 */
export function addUser(pool: PoolSettings, state: PoolState, given: NewUser, now: number): User {
  if (!/^[^\s@]+@[^\s@]+$/.test(given.email)) {
    throw new AwsError("InvalidParameterException", "Username should be an email.");
  }
  const { sub } = given;
  const verifier = checkedVerifier(pool, sub, given.password);
  const email = emailKey(pool, given.email);
  if (Object.hasOwn(state.subs, email)) {
    throw new AwsError("UsernameExistsException", "An account with the given email already exists.");
  }
  const attributes = { ...given.attributes, email, sub };
  const user: User = {
    sub,
    attributes,
    groups: [],
    createdAt: now,
    modifiedAt: now,
    status: given.status,
    verifier,
  };
  state.users[sub] = user;
  state.subs[email] = sub;
  return user;
}

/** Gives the user a new six-digit code; the older one is void. */
export function renewCode(user: User, now: number, random: Random): string {
  const value = String(Math.floor(random() * 1_000_000)).padStart(6, "0");
  user.code = { value, expiresAt: now + codeLifeMilliseconds };
  return value;
}

/** AdminConfirmSignUp confirms the user and leaves the email unverified. */
export function confirm(user: User, now: number): void {
  if (user.status !== "UNCONFIRMED") {
    throw new AwsError("NotAuthorizedException", `User cannot be confirmed. Current status is ${user.status}`);
  }
  delete user.code;
  user.status = "CONFIRMED";
  user.modifiedAt = now;
}

/** Confirms by code; the email that received the code counts as verified from then on. */
export function confirmByCode(user: User, code: string, now: number): void {
  if (user.status === "UNCONFIRMED") {
    if (user.code === undefined || user.code.expiresAt <= now) throw expiredCode();
    if (user.code.value !== code) {
      throw new AwsError("CodeMismatchException", "Invalid verification code provided, please try again.");
    }
  }
  confirm(user, now);
  user.attributes["email_verified"] = "true";
}

/** Also what a client that hides users says of an unknown one. */
export function expiredCode(): AwsError {
  return new AwsError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

/** A permanent password confirms the user; a temporary one is to be changed at sign-in (API_AdminSetUserPassword). */
export function setPassword(pool: PoolSettings, user: User, password: string, permanent: boolean, now: number): void {
  user.verifier = checkedVerifier(pool, user.sub, password);
  user.status = permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD";
  user.modifiedAt = now;
}

export function addToGroup(pool: PoolSettings, user: User, group: string): void {
  if (!pool.groups.includes(group)) throw new AwsError("ResourceNotFoundException", "Group not found.");
  if (!user.groups.includes(group)) user.groups.push(group);
}

/**
 * The user a name and a password belong to. Unknown names answer as the client's PreventUserExistenceErrors says
 * (Developer Guide, "Managing user existence error responses").
 */
export function signIn(
  pool: PoolSettings,
  state: PoolState,
  client: ClientSettings,
  name: string,
  password: string,
): User {
  const user = userFor(pool, state, client, name);
  if (user === undefined || !isPassword({ poolId: pool.id, sub: user.sub }, password, user.verifier)) {
    throw incorrect();
  }
  return user;
}

/** The user that a client may learn of: of one that hides users, nobody of that name is no error yet. */
export function userFor(pool: PoolSettings, state: PoolState, client: ClientSettings, name: string): User | undefined {
  return client.PreventUserExistenceErrors === "LEGACY" ? knownUser(pool, state, name) : findUser(pool, state, name);
}

export function incorrect(): AwsError {
  return new AwsError("NotAuthorizedException", "Incorrect username or password.");
}

/** Ends the sign-in that a refresh token continues: neither it nor the access tokens made of it count any more. */
export function endSignIn(state: PoolState, refreshToken: string): void {
  delete state.signIns[refreshToken];
}

/** Ends every sign-in of a user. */
export function endSignIns(state: PoolState, { sub }: User): void {
  for (const [token, signIn] of Object.entries(state.signIns)) if (signIn.sub === sub) endSignIn(state, token);
}

/** The sign-in a refresh token continues; tokens of another client or past their time are refused. */
export function continueSignIn(state: PoolState, client: ClientSettings, refreshToken: string, now: number) {
  const known = state.signIns[refreshToken];
  const user = known && state.users[known.sub];
  if (user === undefined || known?.clientId !== client.id)
    throw new AwsError("NotAuthorizedException", "Invalid Refresh Token");
  if (known.expiresAt <= now) throw new AwsError("NotAuthorizedException", "Refresh Token has expired");
  return { user, signIn: known };
}
