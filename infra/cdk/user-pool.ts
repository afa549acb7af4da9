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

/** Who can sign in, and the clients through which they do. */
export type Users = {
  readonly pool: UserPool;
  /** People: shops and back offices in browsers and apps. */
  readonly people: UserPoolClient;
  /** Partner systems, by client credentials. */
  readonly machine: UserPoolClient;
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

function createMachineClient(pool: UserPool): UserPoolClient {
  const scopes = permissions.map(
    (permission) =>
      new ResourceServerScope({ scopeName: permission, scopeDescription: `May do what ${permission} covers.` }),
  );
  const server = pool.addResourceServer("ResourceServer", { identifier: resourceServer, scopes });
  return pool.addClient("Machine", {
    generateSecret: true,
    oAuth: {
      flows: { clientCredentials: true },
      scopes: scopes
        .filter(({ scopeName }) => machinePermissions.some((permission) => permission === scopeName))
        .map((scope) => OAuthScope.resourceServer(server, scope)),
    },
    accessTokenValidity: Duration.minutes(60),
  });
}

/** The user pool, its groups of staff, the permissions as scopes, and a client for people and one for machines. */
export function createUserPool(stack: Stack, stage: string, domainPrefix: string | undefined): Users {
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
  const machine = createMachineClient(pool);
  new CfnOutput(stack, "UserPoolId", { value: pool.userPoolId });
  new CfnOutput(stack, "PeopleClientId", { value: people.userPoolClientId });
  new CfnOutput(stack, "MachineClientId", { value: machine.userPoolClientId });
  new CfnOutput(stack, "TokenUrl", { value: `${domain.baseUrl()}/oauth2/token` });
  return { pool, people, machine };
}
