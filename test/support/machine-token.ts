import type { Ready } from "../../cli/src/ready.ts";

/** A machine's token, for client credentials: with one of the client's scopes, or without a name with all of them. */
export async function machineToken(ready: Ready, scope?: string): Promise<string> {
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
}
