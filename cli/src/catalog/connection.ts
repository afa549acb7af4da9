import { ArgumentsError } from "../command-line.ts";
import type { TokenSource } from "../http-client.ts";
import { readReady } from "../ready.ts";
import { signIn } from "../sign-in.ts";
import type { Access } from "./arguments.ts";

/** Who may write products; the local stack has demo users in these groups. */
const groups = ["merchandiser", "admin"];

/** How the API is reached, and as whom. */
export type Connection = { readonly url: string; readonly token: TokenSource };

/**
 * How the API is reached: the one that is named, or the local stack.
 *
 * @throws ArgumentsError when it is not said as whom
 */
export function connectionOf({ url, token, user, password, clientId, region, readyFile }: Access): Connection {
  const named = { apiUrl: url ?? "", awsEndpoint: undefined, users: [], clientId, region };
  const { apiUrl, awsEndpoint, users, ...pool } = url === undefined ? readReady(readyFile) : named;
  if (token !== undefined) return { url: apiUrl, token: async () => token };
  const known = users.find(({ username, group = "" }) =>
    user === undefined ? groups.includes(group) : username === user,
  );
  const [username, secret] = [user ?? known?.username, password ?? known?.password];
  if (!username || !secret || !pool.clientId || !pool.region) {
    throw new ArgumentsError(
      "As whom? Name --token, or --user with --password; to --url also --client-id and --region.",
    );
  }
  const signedTo = { awsEndpoint, clientId: pool.clientId, region: pool.region };
  return { url: apiUrl, token: renewed(async () => (await signIn(signedTo, username, secret)).accessToken) };
}

/** A token that is asked for once, and again when the API no longer takes it: a long import outlives one. */
function renewed(ask: () => Promise<string>): TokenSource {
  let current: Promise<string> | undefined;
  return async (refused) => {
    if (current === undefined || (refused !== undefined && refused === (await current))) current = ask();
    return current;
  };
}
