import { randomBytes, randomUUID } from "node:crypto";
import { type AwsApi, AwsError } from "../ports.ts";
import { clientOf, type Input, required, type Surroundings } from "./lookup.ts";
import { lifeSeconds } from "./settings.ts";
import { beginExchange, createVerifier, type Exchange, isProof } from "./srp.ts";
import { issueUserTokens } from "./tokens.ts";
import * as users from "./users.ts";

type Output = Readonly<Record<string, unknown>>;
type Client = ReturnType<typeof clientOf>;

/** What a person has to answer, by the session or secret block that came with it. */
type Challenge = { readonly clientId: string } & (
  | { readonly name: "PASSWORD_VERIFIER"; readonly exchange: Exchange; readonly sub: string }
  | { readonly name: "NEW_PASSWORD_REQUIRED"; readonly sub: string }
);

/** An app client that says nothing waits three minutes for the answer (API_CreateUserPoolClient, AuthSessionValidity). */
const sessionMilliseconds = 3 * 60 * 1000;
/** The oldest challenge gives way: anybody may ask for one. */
const keptChallenges = 1_000;

/** The challenges that wait for an answer. */
function createChallenges({ clock }: Surroundings) {
  const waiting = new Map<string, Challenge & { readonly expiresAt: number }>();
  return {
    add(key: string, challenge: Challenge): void {
      waiting.set(key, { ...challenge, expiresAt: clock.now() + sessionMilliseconds });
      const [oldest] = waiting.keys();
      if (waiting.size > keptChallenges && oldest !== undefined) waiting.delete(oldest);
    },
    /** A challenge can be answered once, and in its time. */
    answered(key: string, { client }: Client, name: Challenge["name"]): Challenge {
      const found = waiting.get(key);
      waiting.delete(key);
      if (found?.name === name && found.clientId === client.id && found.expiresAt > clock.now()) return found;
      throw new AwsError("NotAuthorizedException", "Invalid session for the user, session is expired.");
    },
  };
}
type Challenges = ReturnType<typeof createChallenges>;

/** The flow that is asked for, where the app client allows it. */
function allowedFlow({ client }: Client, input: Input): string {
  const flow = required(input, "AuthFlow").replace(/^REFRESH_TOKEN$/, "REFRESH_TOKEN_AUTH");
  if (!["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"].includes(flow)) {
    throw new AwsError("InvalidParameterException", `Initiate Auth method not supported: ${flow}`);
  }
  if (!client.ExplicitAuthFlows.includes(`ALLOW_${flow}`)) {
    throw new AwsError("InvalidParameterException", `${flow} flow not enabled for this client`);
  }
  return flow;
}

/** One that hides users answers a name that nobody has as if somebody had it. */
function srpChallenge(challenges: Challenges, { settings, state, client }: Client, parameters: Input): Output {
  const name = required(parameters, "USERNAME");
  const user = users.userFor(settings, state, client, name);
  const sub = user?.sub ?? randomUUID();
  const verifier = user?.verifier ?? createVerifier({ poolId: settings.id, sub }, randomBytes(32).toString("hex"));
  const exchange = beginExchange(required(parameters, "SRP_A"), verifier);
  if (exchange === undefined) throw new AwsError("InvalidParameterException", "SRP_A is not valid.");
  const SECRET_BLOCK = randomBytes(512).toString("base64");
  challenges.add(SECRET_BLOCK, { name: "PASSWORD_VERIFIER", clientId: client.id, exchange, sub });
  const values = { SRP_B: exchange.B.toString(16), SALT: verifier.salt, SECRET_BLOCK };
  const ChallengeParameters = { ...values, USERNAME: sub, USER_ID_FOR_SRP: sub };
  return { ChallengeName: "PASSWORD_VERIFIER", ChallengeParameters };
}

/** The user who proved by SRP to know the password. */
function provedUser(challenges: Challenges, found: Client, responses: Input): users.User {
  const { settings, state } = found;
  const secretBlock = required(responses, "PASSWORD_CLAIM_SECRET_BLOCK");
  const signature = required(responses, "PASSWORD_CLAIM_SIGNATURE");
  const proof = { secretBlock, signature, timestamp: required(responses, "TIMESTAMP") };
  const asked = challenges.answered(secretBlock, found, "PASSWORD_VERIFIER");
  const user = state.users[asked.sub];
  const identity = { poolId: settings.id, sub: asked.sub };
  if (asked.name !== "PASSWORD_VERIFIER" || !isProof(asked.exchange, identity, proof) || user === undefined) {
    throw users.incorrect();
  }
  return user;
}

/**
 * Sign-in by password or by SRP, and what follows it. Rules: Cognito API reference, InitiateAuth and
 * RespondToAuthChallenge; Developer Guide, "Authentication flows".
 */
export function signInOperations(surroundings: Surroundings): AwsApi["operations"] {
  const { clock } = surroundings;
  const challenges = createChallenges(surroundings);

  async function admitted({ state, signer, client }: Client, user: users.User): Promise<Output> {
    const now = clock.now();
    if (user.status === "UNCONFIRMED") throw new AwsError("UserNotConfirmedException", "User is not confirmed.");
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      const Session = randomBytes(32).toString("base64");
      challenges.add(Session, { name: "NEW_PASSWORD_REQUIRED", clientId: client.id, sub: user.sub });
      const { sub: _, ...userAttributes } = user.attributes;
      const texts = { requiredAttributes: "[]", userAttributes: JSON.stringify(userAttributes) };
      const ChallengeParameters = { USER_ID_FOR_SRP: user.sub, ...texts };
      return { ChallengeName: "NEW_PASSWORD_REQUIRED", Session, ChallengeParameters };
    }
    const expiresAt = now + lifeSeconds(client, "RefreshToken") * 1000;
    const signIn = { sub: user.sub, clientId: client.id, signedInAt: now, expiresAt, originJti: randomUUID() };
    const RefreshToken = randomBytes(48).toString("base64url");
    state.signIns[RefreshToken] = signIn;
    const tokens = await issueUserTokens(signer, { client, user, signIn, now });
    return { AuthenticationResult: { ...tokens, RefreshToken }, ChallengeParameters: {} };
  }

  async function initiate(input: Input): Promise<Output> {
    const found = clientOf(surroundings, input);
    const parameters = (input["AuthParameters"] ?? {}) as Input;
    const flow = allowedFlow(found, input);
    if (flow === "REFRESH_TOKEN_AUTH") return await refreshed(found, required(parameters, "REFRESH_TOKEN"));
    if (flow === "USER_SRP_AUTH") return srpChallenge(challenges, found, parameters);
    const [name, password] = [required(parameters, "USERNAME"), required(parameters, "PASSWORD")];
    return await admitted(found, users.signIn(found.settings, found.state, found.client, name, password));
  }

  async function refreshed({ state, signer, client }: Client, refreshToken: string): Promise<Output> {
    const now = clock.now();
    const continued = users.continueSignIn(state, client, refreshToken, now);
    const tokens = await issueUserTokens(signer, { client, now, ...continued });
    return { AuthenticationResult: tokens, ChallengeParameters: {} };
  }

  async function respond(input: Input): Promise<Output> {
    const found = clientOf(surroundings, input);
    const { settings, state } = found;
    const responses = (input["ChallengeResponses"] ?? {}) as Input;
    const name = required(input, "ChallengeName");
    if (name === "PASSWORD_VERIFIER") return await admitted(found, provedUser(challenges, found, responses));
    if (name !== "NEW_PASSWORD_REQUIRED") {
      throw new AwsError("InvalidParameterException", `Challenge not supported: ${name}`);
    }
    const { sub } = challenges.answered(required(input, "Session"), found, name);
    const user = users.knownUser(settings, state, sub);
    users.setPassword(settings, user, required(responses, "NEW_PASSWORD"), true, clock.now());
    return await admitted(found, user);
  }

  return {
    InitiateAuth: ({ input }) => initiate(input),
    RespondToAuthChallenge: ({ input }) => respond(input),
    async GetTokensFromRefreshToken({ input }) {
      const found = clientOf(surroundings, input);
      if (found.client.secret !== undefined && found.client.secret !== input["ClientSecret"]) {
        throw new AwsError("NotAuthorizedException", "Unable to verify secret hash for client.");
      }
      const { AuthenticationResult } = await refreshed(found, required(input, "RefreshToken"));
      return { AuthenticationResult };
    },
  };
}
