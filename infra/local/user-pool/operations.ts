import { randomBytes, randomUUID } from "node:crypto";
import { type AwsApi, AwsError } from "../ports.ts";
import { clientOf, type Input, optional, poolOf, required, type Surroundings } from "./lookup.ts";
import { sessionOperations } from "./session.ts";
import type { ClientSettings, PoolSettings } from "./settings.ts";
import { signInOperations } from "./sign-in.ts";
import * as users from "./users.ts";

/** Mail with a confirmation code that Cognito would send; it waits here instead. */
export type Message = {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly code: string;
  readonly sentAt: number;
};

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

function userOf(surroundings: Surroundings, input: Input) {
  const pool = poolOf(surroundings, input);
  return { ...pool, user: users.knownUser(pool.settings, pool.state, required(input, "Username")) };
}

/** The operations of `cognito-idp` that this repository calls. */
export function createOperations(surroundings: Surroundings, send: (message: Message) => void): AwsApi["operations"] {
  const signUps = signUpOperations(surroundings, send);
  const signIns = { ...signInOperations(surroundings), ...sessionOperations(surroundings) };
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
    async AdminUserGlobalSignOut({ input }) {
      const { state, user } = userOf(surroundings, input);
      users.endSignIns(state, user);
      return {};
    },
    async AdminConfirmSignUp({ input }) {
      users.confirm(userOf(surroundings, input).user, clock.now());
      return {};
    },
  };
}
