import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminSetUserPasswordCommand,
  type CognitoIdentityProviderClient,
  UsernameExistsException,
} from "@aws-sdk/client-cognito-identity-provider";
import { staffGroups } from "@millrace/kernel/permissions";
import type { LocalReady, Person } from "../ready.ts";
import { atUserPool } from "../sign-in.ts";

/** Known to everybody who reads this, and good for nothing but a pool on this machine. */
const password = "Millrace-demo-1";

/** Makes a customer and a member of each staff group; those there from an earlier run are kept. */
export async function createDemoUsers({
  userPoolId,
  ...place
}: Pick<LocalReady, "awsEndpoint" | "region" | "userPoolId">): Promise<Person[]> {
  const users = [
    { username: "ada@example.com", password },
    ...staffGroups.map((group) => ({ username: `${group}@example.com`, password, group })),
  ];
  await atUserPool(place, async (cognito) => {
    for (const user of users) await createUser(cognito, userPoolId, user);
  });
  return users;
}

/** Makes somebody who can sign in at once, without a mail; who is there already keeps all but the password. */
export async function createUser(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  { username, password, group }: Person,
): Promise<void> {
  const id = { UserPoolId, Username: username };
  const attributes = [
    { Name: "email", Value: username },
    { Name: "email_verified", Value: "true" },
  ];
  try {
    await cognito.send(new AdminCreateUserCommand({ ...id, UserAttributes: attributes, MessageAction: "SUPPRESS" }));
  } catch (error) {
    if (!(error instanceof UsernameExistsException)) throw error;
  }
  await cognito.send(new AdminSetUserPasswordCommand({ ...id, Password: password, Permanent: true }));
  if (group !== undefined) await cognito.send(new AdminAddUserToGroupCommand({ ...id, GroupName: group }));
}
