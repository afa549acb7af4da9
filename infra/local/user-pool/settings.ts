import * as z from "zod";
import type { Resource, Resources, Service } from "../ports.ts";

const poolSchema = z.object({
  /** Only pools whose users sign in by email are known here. */
  UsernameAttributes: z.tuple([z.literal("email")]),
  AutoVerifiedAttributes: z.array(z.string()).default([]),
  AdminCreateUserConfig: z.object({ AllowAdminCreateUserOnly: z.boolean().default(false) }).prefault({}),
  UsernameConfiguration: z.object({ CaseSensitive: z.boolean() }).default({ CaseSensitive: true }),
  VerificationMessageTemplate: z
    .object({
      EmailSubject: z.string().default("Your verification code"),
      /** `{####}` stands for the code. */
      EmailMessage: z.string().default("Your verification code is {####}"),
    })
    .prefault({}),
  Policies: z
    .object({
      PasswordPolicy: z
        .object({
          MinimumLength: z.number().default(8),
          RequireLowercase: z.boolean().default(false),
          RequireUppercase: z.boolean().default(false),
          RequireNumbers: z.boolean().default(false),
          RequireSymbols: z.boolean().default(false),
        })
        .prefault({}),
    })
    .prefault({}),
});

const unit = z.enum(["seconds", "minutes", "hours", "days"]);
/** Defaults are those of API_CreateUserPoolClient: no sign-in by password; hours, but days for refresh tokens. */
const clientSchema = z.object({
  ExplicitAuthFlows: z.array(z.string()).default(["ALLOW_REFRESH_TOKEN_AUTH"]),
  AllowedOAuthFlows: z.array(z.string()).default([]),
  AllowedOAuthScopes: z.array(z.string()).default([]),
  PreventUserExistenceErrors: z.enum(["ENABLED", "LEGACY"]).default("LEGACY"),
  AccessTokenValidity: z.number().default(1),
  IdTokenValidity: z.number().default(1),
  RefreshTokenValidity: z.number().default(30),
  TokenValidityUnits: z
    .object({ AccessToken: unit.default("hours"), IdToken: unit.default("hours"), RefreshToken: unit.default("days") })
    .prefault({}),
});

export type PasswordPolicy = z.infer<typeof poolSchema>["Policies"]["PasswordPolicy"];

/** An app client of a pool: its properties, and what AWS gives it. */
export type ClientSettings = z.infer<typeof clientSchema> & {
  readonly id: string;
  readonly secret: string | undefined;
};

/** A user pool: its properties, and what belongs to it. Without a domain it has no token endpoint. */
export type PoolSettings = z.infer<typeof poolSchema> & {
  readonly id: string;
  readonly arn: string;
  readonly issuer: string;
  readonly groups: readonly string[];
  readonly clients: readonly ClientSettings[];
  readonly hasDomain: boolean;
};

/** What is read of the resources, or may be ignored because it changes nothing a laptop can show (names, tiers). */
export const userPoolTypes = {
  "AWS::Cognito::UserPool": {
    model: "user-pool/users.ts",
    supports: [
      ...["UserPoolName", "DeletionProtection", "AccountRecoverySetting", "AutoVerifiedAttributes"],
      ...["AdminCreateUserConfig.AllowAdminCreateUserOnly", "Policies.PasswordPolicy"],
      ...["EmailVerificationMessage", "EmailVerificationSubject", "SmsVerificationMessage"],
      ...["VerificationMessageTemplate", "UsernameAttributes", "UsernameConfiguration"],
    ],
  },
  "AWS::Cognito::UserPoolClient": {
    model: "user-pool/tokens.ts",
    supports: [
      ...Object.keys(clientSchema.shape),
      ...["UserPoolId", "GenerateSecret", "AllowedOAuthFlowsUserPoolClient", "SupportedIdentityProviders"],
    ],
  },
  "AWS::Cognito::UserPoolGroup": { model: "user-pool/users.ts", supports: ["UserPoolId", "GroupName"] },
  "AWS::Cognito::UserPoolResourceServer": {
    model: "user-pool/web.ts",
    supports: ["UserPoolId", "Identifier", "Name", "Scopes"],
  },
  "AWS::Cognito::UserPoolDomain": { model: "user-pool/web.ts", supports: ["UserPoolId", "Domain"] },
} satisfies Service["types"];

const secondsPer = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };

/** How long a client's tokens of one kind hold, in seconds. */
export function lifeSeconds(client: ClientSettings, token: "AccessToken" | "IdToken" | "RefreshToken"): number {
  return client[`${token}Validity`] * secondsPer[client.TokenValidityUnits[token]];
}

function readClient({ ref, attributes, properties }: Resource): ClientSettings {
  return { ...clientSchema.parse(properties), id: ref, secret: attributes["ClientSecret"] };
}

/**
 * Reads every user pool of the template with its clients, groups and domain. The issuer is the pool's `ProviderURL`, so
 * that a verifier finds the keys where the issuer says, here as on AWS.
 */
export function readPools(resources: Resources): readonly PoolSettings[] {
  return resources.ofType("AWS::Cognito::UserPool").map((pool) => {
    const belonging = (type: string): readonly Resource[] =>
      resources.ofType(type).filter(({ properties }) => properties["UserPoolId"] === pool.ref);
    return {
      ...poolSchema.parse(pool.properties),
      id: pool.ref,
      arn: pool.attributes["Arn"] ?? pool.ref,
      issuer: pool.attributes["ProviderURL"] ?? `https://cognito-idp.us-east-1.amazonaws.com/${pool.ref}`,
      groups: belonging("AWS::Cognito::UserPoolGroup").map(({ properties }) => String(properties["GroupName"])),
      clients: belonging("AWS::Cognito::UserPoolClient").map(readClient),
      hasDomain: belonging("AWS::Cognito::UserPoolDomain").length > 0,
    };
  });
}
