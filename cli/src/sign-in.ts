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

/** Settings of an SDK client for the running stack; for AWS itself, with the credentials of the shell. */
export const awsSettings = ({ awsEndpoint, region }: Pick<Ready, "awsEndpoint" | "region">) =>
  awsEndpoint === undefined ? { region } : { endpoint: awsEndpoint, region, credentials: operator };

export type Tokens = { readonly accessToken: string; readonly idToken: string };

/** Signs in with a password, as a storefront does. */
export const signIn = async (ready: Ready, username: string, password: string): Promise<Tokens> => {
  const cognito = new CognitoIdentityProviderClient(awsSettings(ready));
  const { AuthenticationResult: result } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: "USER_PASSWORD_AUTH",
      ClientId: ready.clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  if (!result?.AccessToken || !result.IdToken) throw new Error(`No tokens for ${username}.`);
  return { accessToken: result.AccessToken, idToken: result.IdToken };
};

/** Signs a new customer up and in. An operator confirms the address, in place of the code in the mail. */
export const signUp = async (
  ready: Ready,
): Promise<Tokens & { readonly username: string; readonly password: string }> => {
  const cognito = new CognitoIdentityProviderClient(awsSettings(ready));
  const username = `shopper-${randomUUID()}@example.com`;
  const password = `Aa1!${randomUUID()}`;
  await cognito.send(
    new SignUpCommand({
      ClientId: ready.clientId,
      Username: username,
      Password: password,
      UserAttributes: [{ Name: "email", Value: username }],
    }),
  );
  await cognito.send(new AdminConfirmSignUpCommand({ UserPoolId: ready.userPoolId, Username: username }));
  return { username, password, ...(await signIn(ready, username, password)) };
};

/** A demo user of a staff group. */
export const signInAs = (ready: Ready, group: string): Promise<Tokens> => {
  const user = ready.users.find((candidate) => candidate.group === group);
  if (user === undefined) throw new Error(`The stack has no demo user in the group ${group}.`);
  return signIn(ready, user.username, user.password);
};

/** A machine's token, for client credentials: with one of the client's scopes, or without a name with all of them. */
export const machineToken = async (ready: Ready, scope?: string): Promise<string> => {
  const [client] = ready.machineClients;
  if (client === undefined) throw new Error("The stack has no machine client.");
  const response = await fetch(ready.tokenUrl, {
    method: "POST",
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      authorization: `Basic ${Buffer.from(`${client.clientId}:${client.clientSecret}`).toString("base64")}`,
    },
    body: new URLSearchParams({ grant_type: "client_credentials", ...(scope === undefined ? {} : { scope }) }),
  });
  const { access_token: token } = (await response.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`No token for the machine client: ${response.status}.`);
  return token;
};
