import { permissions, resourceServer, staffGroups } from "@millrace/kernel/permissions";
import { Aws, CfnOutput, Duration, RemovalPolicy, type Stack } from "aws-cdk-lib";
import {
  AccountRecovery,
  CfnUserPoolGroup,
  OAuthScope,
  ResourceServerScope,
  UserPool,
  type UserPoolClient,
} from "aws-cdk-lib/aws-cognito";
import { accept } from "./accept.ts";
import type { Settings } from "./settings.ts";

/** Who can sign in, and the client through which they do. */
export type Users = {
  readonly pool: UserPool;
  /** People: shops and back offices in browsers and apps. */
  readonly people: UserPoolClient;
};

/** What the shop's partner system may do; a system with other rights gets a client of its own. */
const machinePermissions = ["catalog:read", "catalog:write", "stock:read", "stock:write", "orders:read"] as const;

function createPool(stack: Stack, stage: string): UserPool {
  const pool = new UserPool(stack, "Users", {
    userPoolName: `${stage}-millrace`,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    selfSignUpEnabled: true,
    autoVerify: { email: true },
    accountRecovery: AccountRecovery.EMAIL_ONLY,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
    },
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  accept(pool, {
    "AwsSolutions-COG2":
      "Shoppers sign in with a password alone; a shop that wants a second factor for staff turns it on in its own pool.",
    "AwsSolutions-COG3":
      "Threat protection needs the Plus plan, which is the shop's decision and changes nothing here.",
    "AwsSolutions-COG8": "The Plus plan is the shop's decision and changes nothing here.",
  });
  return pool;
}

/** Every permission as a scope that a machine can be given, and a client for partner systems where there is to be one. */
function letMachinesIn(stack: Stack, pool: UserPool, machineClient: boolean): void {
  const scopes = permissions.map(
    (permission) =>
      new ResourceServerScope({ scopeName: permission, scopeDescription: `May do what ${permission} covers.` }),
  );
  const server = pool.addResourceServer("ResourceServer", { identifier: resourceServer, scopes });
  if (!machineClient) return;
  const machine = pool.addClient("Machine", {
    generateSecret: true,
    oAuth: {
      flows: { clientCredentials: true },
      scopes: scopes
        .filter(({ scopeName }) => machinePermissions.some((permission) => permission === scopeName))
        .map((scope) => OAuthScope.resourceServer(server, scope)),
    },
    accessTokenValidity: Duration.minutes(60),
  });
  new CfnOutput(stack, "MachineClientId", { value: machine.userPoolClientId });
}

/** The user pool, its groups of staff, the permissions as scopes, and a client for people and one for machines. */
export function createUserPool(stack: Stack, { stage, domainPrefix, machineClient }: Settings): Users {
  const pool = createPool(stack, stage);
  for (const group of staffGroups) {
    new CfnUserPoolGroup(stack, `Group-${group}`, { userPoolId: pool.userPoolId, groupName: group });
  }
  // Client credentials are asked for at the pool's domain.
  const domain = pool.addDomain("Domain", {
    cognitoDomain: { domainPrefix: domainPrefix ?? `millrace-${stage}-${Aws.ACCOUNT_ID}` },
  });
  const people = pool.addClient("People", {
    // SRP is what Amplify's `signIn` does; a password in the clear is for clients without its arithmetic.
    authFlows: { userPassword: true, userSrp: true },
    disableOAuth: true,
    preventUserExistenceErrors: true,
    // Neither gateway nor functions see a revocation, so a stolen token must not live long.
    accessTokenValidity: Duration.minutes(30),
    idTokenValidity: Duration.minutes(30),
    refreshTokenValidity: Duration.days(30),
  });
  letMachinesIn(stack, pool, machineClient);
  new CfnOutput(stack, "UserPoolId", { value: pool.userPoolId });
  new CfnOutput(stack, "PeopleClientId", { value: people.userPoolClientId });
  new CfnOutput(stack, "TokenUrl", { value: `${domain.baseUrl()}/oauth2/token` });
  return { pool, people };
}
