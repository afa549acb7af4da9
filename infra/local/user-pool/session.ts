import { type AwsApi, AwsError } from "../ports.ts";
import { clientOf, type Input, type LivePool, required, type Surroundings } from "./lookup.ts";
import { userScope } from "./tokens.ts";
import * as users from "./users.ts";

/**
 * What a person does with tokens. Rules: Cognito API reference, each operation's page; Developer Guide, "Ending user
 * sessions with token revocation".
 */
export function sessionOperations({ pools, clock, ...others }: Surroundings): AwsApi["operations"] {
  const surroundings = { pools, clock, ...others };

  /** @throws AwsError for a token that is no access token of a sign-in that still holds */
  async function signedIn(input: Input): Promise<LivePool & { readonly user: users.User }> {
    const token = required(input, "AccessToken");
    for (const pool of pools) {
      const verified = await pool.signer.verify(token, clock.now());
      if (!verified.ok && verified.reason === "expired") throw refused("Access Token has expired");
      if (!verified.ok) continue;
      const { claims } = verified;
      if (claims["token_use"] !== "access") break;
      if (!String(claims["scope"]).split(" ").includes(userScope)) {
        throw refused("Access Token does not have required scopes");
      }
      const user = pool.state.users[String(claims["sub"])];
      const isLive = Object.values(pool.state.signIns).some(({ originJti }) => originJti === claims["origin_jti"]);
      if (user === undefined || !isLive) throw refused("Access Token has been revoked");
      return { ...pool, user };
    }
    throw refused("Invalid Access Token");
  }

  return {
    async GetUser({ input }) {
      const { user } = await signedIn(input);
      const UserAttributes = Object.entries(user.attributes).map(([Name, Value]) => ({ Name, Value }));
      return { Username: user.sub, UserAttributes };
    },
    async GlobalSignOut({ input }) {
      const { state, user } = await signedIn(input);
      users.endSignIns(state, user);
      return {};
    },
    /** Revoking a token that does not hold any more succeeds. */
    async RevokeToken({ input }) {
      const { state, client } = clientOf(surroundings, input);
      const token = required(input, "Token");
      if (client.secret !== undefined && client.secret !== input["ClientSecret"]) {
        throw new AwsError("UnauthorizedException", "Invalid client secret.");
      }
      if (token.split(".").length === 3) {
        throw new AwsError("UnsupportedTokenTypeException", "Only refresh tokens can be revoked.");
      }
      const signIn = Object.hasOwn(state.signIns, token) ? state.signIns[token] : undefined;
      if (signIn !== undefined && signIn.clientId !== client.id) {
        throw new AwsError("UnauthorizedException", "The token was issued to another client.");
      }
      users.endSignIn(state, token);
      return {};
    },
  };
}

function refused(message: string): AwsError {
  return new AwsError("NotAuthorizedException", message);
}
