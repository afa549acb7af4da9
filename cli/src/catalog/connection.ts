import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { CognitoIdentityProviderClient, InitiateAuthCommand } from "@aws-sdk/client-cognito-identity-provider";
import * as z from "zod";
import type { Connection } from "../http-client.ts";
import { type Access, ArgumentsError } from "./arguments.ts";

/** Where `npm start` writes how it is reached, unless told otherwise. */
const usualReadyFile = resolve(import.meta.dirname, "../../../.millrace/ready.json");

/** Who may write products; the local stack has demo users in these groups. */
const groups = ["merchandiser", "admin"];

const readySchema = z.object({
  apiUrl: z.url(),
  awsEndpoint: z.url().optional(),
  region: z.string(),
  clientId: z.string(),
  users: z.array(z.object({ username: z.string(), password: z.string(), group: z.string().optional() })),
});

type SignIn = {
  readonly username: string;
  readonly password: string;
  readonly clientId: string;
  readonly region: string;
  readonly endpoint?: string | undefined;
};

const signIn = async ({ username, password, clientId, region, endpoint }: SignIn): Promise<string> => {
  // Signing in needs no AWS credentials; the SDK wants some at a local endpoint all the same.
  const local = endpoint && { endpoint, credentials: { accessKeyId: "local", secretAccessKey: "local" } };
  const client = new CognitoIdentityProviderClient({ region, ...(local || {}) });
  try {
    const { AuthenticationResult } = await client.send(
      new InitiateAuthCommand({
        AuthFlow: "USER_PASSWORD_AUTH",
        ClientId: clientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    );
    const token = AuthenticationResult?.AccessToken;
    if (token === undefined) throw new ArgumentsError(`${username} needs more than a password to sign in.`);
    return token;
  } finally {
    client.destroy();
  }
};

/** A token that is asked for once, and again when the API no longer takes it: a long import outlives one. */
const renewed = (given: SignIn): Connection["token"] => {
  let current: Promise<string> | undefined;
  return async (refused) => {
    if (current === undefined || (refused !== undefined && refused === (await current))) current = signIn(given);
    return current;
  };
};

const readyOf = (file: string) => {
  if (!existsSync(file)) {
    throw new ArgumentsError(`No stack is running (${file} is missing). Start one with npm start, or name --url.`);
  }
  return readySchema.parse(JSON.parse(readFileSync(file, "utf8")));
};

/**
 * How the API is reached: the one that is named, or the local stack.
 *
 * @throws ArgumentsError when it is not said as whom
 */
export const connectionOf = ({ url, token, user, password, clientId, region, readyFile }: Access): Connection => {
  if (url !== undefined) {
    if (token !== undefined) return { url, token: async () => token };
    if (user === undefined || password === undefined || clientId === undefined || region === undefined) {
      throw new ArgumentsError("As whom? Name --token, or --user with --password, --client-id and --region.");
    }
    return { url, token: renewed({ username: user, password, clientId, region }) };
  }
  const ready = readyOf(readyFile ?? usualReadyFile);
  if (token !== undefined) return { url: ready.apiUrl, token: async () => token };
  const known = ready.users.find((one) =>
    user === undefined ? groups.includes(one.group ?? "") : one.username === user,
  );
  const username = user ?? known?.username;
  const secret = password ?? known?.password;
  if (username === undefined || secret === undefined) throw new ArgumentsError("As whom? Name --user and --password.");
  const { awsEndpoint: endpoint, ...pool } = ready;
  const signedIn = renewed({ username, password: secret, clientId: pool.clientId, region: pool.region, endpoint });
  return { url: ready.apiUrl, token: signedIn };
};
