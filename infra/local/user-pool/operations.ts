import { randomBytes, randomUUID } from "node:crypto";
import { type AwsApi, type AwsCall, AwsError, type Clock, type Random } from "../ports.ts";
import { type ClientSettings, lifeSeconds, type PoolSettings } from "./settings.ts";
import { issueUserTokens, type Signer } from "./tokens.ts";
import * as users from "./users.ts";

/** Mail with a confirmation code that Cognito would send; it waits here instead. */
export type Message = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code: string;
  readonly sentAt: number;
};

export type LivePool = { readonly settings: PoolSettings; readonly signer: Signer; readonly state: users.PoolState };

/** What the operations work with. */
export type Surroundings = { readonly pools: readonly LivePool[]; readonly clock: Clock; readonly random: Random };

type Input = AwsCall["input"];
type Output = Readonly<Record<string, unknown>>;

function required(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  const constraint = "failed to satisfy constraint: Member must not be null";
  throw new AwsError("InvalidParameterException", `1 validation error detected: Value null at '${name}' ${constraint}`);
}
function optional(input: Input, name: string): string | undefined {
  return input[name] === undefined ? undefined : required(input, name);
}

type Attribute = { readonly Name: string; readonly Value: string };
function attributesOf(input: Input): Record<string, string> {
  return Object.fromEntries(((input["UserAttributes"] ?? []) as Attribute[]).map(({ Name, Value }) => [Name, Value]));
}

/** A user as the service shows it. */
function described(user: users.User) {
  return {
    Username: user.sub,
    Attributes: Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value })),
    UserCreateDate: user.createdAt / 1000,
    UserLastModifiedDate: user.modifiedAt / 1000,
    Enabled: true,
    UserStatus: user.status,
  };
}

/** Cognito shows only the first letters of where a code went. */
function delivery(email: string) {
  const [local = "", domain = ""] = email.split("@");
  const Destination = `${local.slice(0, 1)}***@${domain.slice(0, 1)}***`;
  return { CodeDeliveryDetails: { AttributeName: "email", DeliveryMedium: "EMAIL", Destination } };
}

/** The client with this id and the pool it belongs to. */
export function clientById(pools: readonly LivePool[], id: string) {
  for (const pool of pools) {
    const client = pool.settings.clients.find((candidate) => candidate.id === id);
    if (client !== undefined) return { ...pool, client };
  }
  return undefined;
}

function poolOf({ pools }: Surroundings, input: Input): LivePool {
  const id = required(input, "UserPoolId");
  const pool = pools.find(({ settings }) => settings.id === id);
  if (pool === undefined) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
  return pool;
}

function clientOf({ pools }: Surroundings, input: Input) {
  const id = required(input, "ClientId");
  const found = clientById(pools, id);
  if (found === undefined) throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
  return found;
}

function userOf(surroundings: Surroundings, input: Input) {
  const pool = poolOf(surroundings, input);
  return { ...pool, user: users.knownUser(pool.settings, pool.state, required(input, "Username")) };
}

/** The operations of `cognito-idp` that this repository calls; sign-in by SRP is not among them. */
export function createOperations(surroundings: Surroundings, send: (message: Message) => void): AwsApi["operations"] {
  const signUps = signUpOperations(surroundings, send);
  const signIns = signInOperations(surroundings);
  return { ...signUps, ...signIns, ...adminOperations(surroundings) };
}

function signUpOperations(surroundings: Surroundings, send: (message: Message) => void): AwsApi["operations"] {
  const { clock, random } = surroundings;
  const hides = (client: ClientSettings): boolean => client.PreventUserExistenceErrors === "ENABLED";
  const mailCode = (
    { VerificationMessageTemplate: template, AutoVerifiedAttributes }: PoolSettings,
    user: users.User,
  ) => {
    if (!AutoVerifiedAttributes.includes("email")) return {};
    const { email } = user.attributes;
    const code = users.renewCode(user, clock.now(), random);
    const text = template.EmailMessage.replaceAll("{####}", code);
    send({ to: email, subject: template.EmailSubject, text, code, sentAt: clock.now() });
    return delivery(email);
  };
  return {
    async SignUp({ input }) {
      const { settings, state } = clientOf(surroundings, input);
      if (settings.AdminCreateUserConfig.AllowAdminCreateUserOnly) {
        throw new AwsError("NotAuthorizedException", "SignUp is not permitted for this user pool");
      }
      const attributes = { ...attributesOf(input), email_verified: "false" };
      const named = { sub: randomUUID(), email: required(input, "Username"), password: required(input, "Password") };
      const user = users.addUser(settings, state, { ...named, attributes, status: "UNCONFIRMED" }, clock.now());
      return { UserConfirmed: false, UserSub: user.sub, ...mailCode(settings, user) };
    },
    async ConfirmSignUp({ input }) {
      const { settings, state, client } = clientOf(surroundings, input);
      const name = required(input, "Username");
      const code = required(input, "ConfirmationCode");
      if (hides(client) && users.findUser(settings, state, name) === undefined) throw users.expiredCode();
      users.confirmByCode(users.knownUser(settings, state, name), code, clock.now());
      return {};
    },
  };
}

function signInOperations(surroundings: Surroundings): AwsApi["operations"] {
  const { clock } = surroundings;
  const authenticate = async (input: Input): Promise<Output> => {
    const { settings, state, signer, client } = clientOf(surroundings, input);
    const parameters = (input["AuthParameters"] ?? {}) as Input;
    const now = clock.now();
    const flow = required(input, "AuthFlow").replace(/^REFRESH_TOKEN$/, "REFRESH_TOKEN_AUTH");
    if (flow !== "USER_PASSWORD_AUTH" && flow !== "REFRESH_TOKEN_AUTH") {
      throw new AwsError("InvalidParameterException", `Initiate Auth method not supported: ${flow}`);
    }
    if (!client.ExplicitAuthFlows.includes(`ALLOW_${flow}`)) {
      throw new AwsError("InvalidParameterException", `${flow} flow not enabled for this client`);
    }
    if (flow === "REFRESH_TOKEN_AUTH") {
      const continued = users.continueSignIn(state, client, required(parameters, "REFRESH_TOKEN"), now);
      const tokens = await issueUserTokens(signer, { client, now, ...continued });
      return { AuthenticationResult: tokens, ChallengeParameters: {} };
    }
    const user = users.signIn(
      settings,
      state,
      client,
      required(parameters, "USERNAME"),
      required(parameters, "PASSWORD"),
    );
    if (user.status === "FORCE_CHANGE_PASSWORD") {
      const Session = randomBytes(32).toString("base64");
      return { ChallengeName: "NEW_PASSWORD_REQUIRED", Session, ChallengeParameters: { USER_ID_FOR_SRP: user.sub } };
    }
    const expiresAt = now + lifeSeconds(client, "RefreshToken") * 1000;
    const signIn = { sub: user.sub, clientId: client.id, signedInAt: now, expiresAt, originJti: randomUUID() };
    const RefreshToken = randomBytes(48).toString("base64url");
    state.signIns[RefreshToken] = signIn;
    const tokens = await issueUserTokens(signer, { client, user, signIn, now });
    return { AuthenticationResult: { ...tokens, RefreshToken }, ChallengeParameters: {} };
  };
  return {
    InitiateAuth: ({ input }) => authenticate(input),
  };
}

function adminOperations(surroundings: Surroundings): AwsApi["operations"] {
  const { clock } = surroundings;
  return {
    async AdminCreateUser({ input }) {
      if (input["MessageAction"] !== "SUPPRESS") {
        throw new AwsError(
          "InvalidParameterException",
          "The local runtime mails no invitations: MessageAction SUPPRESS.",
        );
      }
      const { settings, state } = poolOf(surroundings, input);
      const password = optional(input, "TemporaryPassword") ?? `Aa1!${randomBytes(12).toString("hex")}`;
      const given = { email: required(input, "Username"), password, attributes: attributesOf(input) };
      const fresh = { ...given, sub: randomUUID(), status: "FORCE_CHANGE_PASSWORD" as const };
      return { User: described(users.addUser(settings, state, fresh, clock.now())) };
    },
    async AdminSetUserPassword({ input }) {
      const { settings, user } = userOf(surroundings, input);
      users.setPassword(settings, user, required(input, "Password"), input["Permanent"] === true, clock.now());
      return {};
    },
    async AdminAddUserToGroup({ input }) {
      const { settings, user } = userOf(surroundings, input);
      users.addToGroup(settings, user, required(input, "GroupName"));
      return {};
    },
    async AdminConfirmSignUp({ input }) {
      users.confirm(userOf(surroundings, input).user, clock.now());
      return {};
    },
  };
}
