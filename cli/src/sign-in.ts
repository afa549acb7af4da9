import { randomUUID } from "node:crypto";
import {
  AdminConfirmSignUpCommand,
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import type { Ready } from "./ready.ts";

/** Credentials of a person at an endpoint of this machine; anything may be asked with them. */
const operator = { accessKeyId: "local", secretAccessKey: "local" };

type Place = Pick<Ready, "region"> & { readonly awsEndpoint?: string | undefined };

export type Tokens = { readonly accessToken: string; readonly idToken: string };

/** Nobody is signed in; the message says why. */
class SignInError extends Error {
  override readonly name = "SignInError";
}

/** Settings of an SDK client for the running stack; for AWS itself, with the credentials of the shell. */
export function awsSettings({ awsEndpoint, region }: Place) {
  return awsEndpoint === undefined ? { region } : { endpoint: awsEndpoint, region, credentials: operator };
}

/** Asks a user pool, with a client that ends with the question. */
export async function atUserPool<Answer>(
  place: Place,
  ask: (cognito: CognitoIdentityProviderClient) => Promise<Answer>,
): Promise<Answer> {
  const cognito = new CognitoIdentityProviderClient(awsSettings(place));
  try {
    return await ask(cognito);
  } finally {
    cognito.destroy();
  }
}

/**
 * Signs in with a password, as a storefront does; this alone needs no AWS credentials.
 *
 * @throws SignInError when a password does not suffice
 */
export function signIn(pool: Place & Pick<Ready, "clientId">, username: string, password: string): Promise<Tokens> {
  return atUserPool(pool, async (cognito) => {
    const { AuthenticationResult: result } = await cognito.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: pool.clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    if (!result?.AccessToken || !result.IdToken) {
      throw new SignInError(`${username} needs more than a password to sign in.`);
    }
    return { accessToken: result.AccessToken, idToken: result.IdToken };
  });
}

/**
 * Signs in a demo user of a staff group.
 *
 * @throws SignInError when there is none
 */
export async function signInAs(ready: Ready, group: string): Promise<Tokens> {
  const user = ready.users.find((candidate) => candidate.group === group);
  if (user === undefined) throw new SignInError(`The stack has no demo user in the group ${group}.`);
  return signIn(ready, user.username, user.password);
}

/** Signs a new customer up and in. An operator confirms the address, in place of the code in the mail. */
export async function signUp(ready: Ready): Promise<Tokens & { readonly username: string; readonly password: string }> {
  const username = `shopper-${randomUUID()}@example.com`;
  const password = `Aa1!${randomUUID()}`;
  await atUserPool(ready, async (cognito) => {
    await cognito.send(
      new SignUpCommand({
        ClientId: ready.clientId,
        Username: username,
        Password: password,
        UserAttributes: [{ Name: "email", Value: username }],
      }),
    );
    await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: ready.userPoolId, Username: username }));
  });
  return { username, password, ...(await signIn(ready, username, password)) };
}
