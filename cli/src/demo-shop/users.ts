import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  CognitoIdentityProviderClient,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Resources } from "../../../infra/local/ports.ts";

export type DemoUser = {
  readonly role: string;
  readonly username: string;
  readonly password: string;
  /** Cognito group of a member of staff. */
  readonly group?: string;
};

/** Known to everybody who reads this, and good for nothing but a pool on this machine. */
const PASSWORD = "Millrace-demo-1";

/** Makes a customer and a member of each staff group in the first user pool; those there from an earlier run are kept. */
export async function createDemoUsers(resources: Resources, awsUrl: string): Promise<readonly DemoUser[]> {
  const [pool] = resources.ofType("AWS::Cognito::UserPool");
  if (pool === undefined) return [];
  const groups = resources
    .ofType("AWS::Cognito::UserPoolGroup")
    .filter(({ properties }) => properties.UserPoolId === pool.ref)
    .map(({ ref }) => ref);
  const users = [userOf("customer", "ada"), ...groups.map((group) => ({ ...userOf(group, group), group }))];
  const client = new CognitoIdentityProviderClient({
    endpoint: awsUrl,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
  try {
    for (const user of users) await createUser(client, pool.ref, user);
  } finally {
    client.destroy();
  }
  return users;
}

function userOf(role: string, name: string): DemoUser {
  return { role, username: `${name}@example.com`, password: PASSWORD };
}

async function createUser(client: CognitoIdentityProviderClient, poolId: string, user: DemoUser): Promise<void> {
  const { username, password, group } = user;
  const id = { UserPoolId: poolId, Username: username };
  const attributes = [
    { Name: "email", Value: username },
    { Name: "email_verified", Value: "true" },
  ];
  try {
    await client.send(new AdminCreateUserCommand({ ...id, UserAttributes: attributes, MessageAction: "SUPPRESS" }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await client.send(new AdminSetUserPasswordCommand({ ...id, Password: password, Permanent: true }));
  if (group !== undefined) await client.send(new AdminAddUserToGroupCommand({ ...id, GroupName: group }));
}
