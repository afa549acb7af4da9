import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { AuthenticationDetails, CognitoUser, CognitoUserPool } from "amazon-cognito-identity-js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { poolId, startPools } from "./fixture.ts";

const Username = "Ann@example.com";
const password = "correct horse 1";
let world: Awaited<ReturnType<typeof startPools>>;
beforeEach(async () => {
  world = await startPools();
});
afterEach(async () => await world.stop());

function send<Output>(command: { readonly input: object }): Promise<Output> {
  return world.client.send(command as never) as Promise<Output>;
}
async function confirmed(): Promise<void> {
  await send(new cognito.SignUpCommand({ ClientId: "web", Username, Password: password }));
  await send(new cognito.AdminConfirmSignUpCommand({ UserPoolId: poolId, Username }));
}
async function invited(): Promise<void> {
  const given = { UserPoolId: poolId, Username, MessageAction: "SUPPRESS" as const, TemporaryPassword: password };
  await send(new cognito.AdminCreateUserCommand(given));
}

type Entered = { readonly accessToken: string; readonly refreshToken: string };

/** Sign-in by SRP as AWS's own browser library does it. */
function enter(secret: string, newPassword?: string, name = Username): Promise<Entered> {
  const Pool = new CognitoUserPool({ UserPoolId: poolId, ClientId: "web", endpoint: world.url });
  const user = new CognitoUser({ Username: name, Pool });
  return new Promise((resolve, reject) => {
    const callbacks = {
      onSuccess: (session: import("amazon-cognito-identity-js").CognitoUserSession) =>
        resolve({
          accessToken: session.getAccessToken().getJwtToken(),
          refreshToken: session.getRefreshToken().getToken(),
        }),
      onFailure: reject,
      newPasswordRequired: () => user.completeNewPasswordChallenge(newPassword ?? "", {}, callbacks),
    };
    user.authenticateUser(new AuthenticationDetails({ Username: name, Password: secret }), callbacks);
  });
}

// Cognito Developer Guide, "Authentication flows", "Signing in with persistent passwords and secure payload".
describe("sign-in by SRP", () => {
  it("lets in who knows the password", async () => {
    await confirmed();
    const { accessToken } = await enter(password);
    const { UserAttributes } = await send<cognito.GetUserResponse>(
      new cognito.GetUserCommand({ AccessToken: accessToken }),
    );
    expect(UserAttributes).toContainEqual({ Name: "email", Value: "ann@example.com" });
  });

  it("says the same of a wrong password and of somebody who is not there", async () => {
    await confirmed();
    const refused = { code: "NotAuthorizedException", message: "Incorrect username or password." };
    await expect(enter("wrong horse 1")).rejects.toMatchObject(refused);
    await expect(enter(password, undefined, "nobody@example.com")).rejects.toMatchObject(refused);
  });

  it("lets nobody in who has not confirmed", async () => {
    await send(new cognito.SignUpCommand({ ClientId: "web", Username, Password: password }));
    await expect(enter(password)).rejects.toMatchObject({ code: "UserNotConfirmedException" });
  });

  it("asks a person who was invited for a password of their own", async () => {
    await invited();
    await enter(password, "another horse 2");
    await expect(enter(password)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await enter("another horse 2");
  });

  it("refuses a new password that the policy forbids", async () => {
    await invited();
    await expect(enter(password, "short")).rejects.toMatchObject({ code: "InvalidPasswordException" });
  });

  it.each(["", "0", "0".repeat(768), "xyz"])(
    "refuses the public value %j, which would give the key away",
    async (SRP_A) => {
      await confirmed();
      const input = { ClientId: "web", AuthFlow: "USER_SRP_AUTH" as const };
      const begin = send(new cognito.InitiateAuthCommand({ ...input, AuthParameters: { USERNAME: Username, SRP_A } }));
      await expect(begin).rejects.toMatchObject({ name: "InvalidParameterException" });
    },
  );

  it("takes an answer once, and in three minutes", async () => {
    await confirmed();
    const ask = () =>
      send<cognito.InitiateAuthResponse>(
        new cognito.InitiateAuthCommand({
          ...{ ClientId: "web", AuthFlow: "USER_SRP_AUTH" },
          AuthParameters: { USERNAME: Username, SRP_A: "2" },
        }),
      );
    const answer = ({ ChallengeParameters = {} }: cognito.InitiateAuthResponse) =>
      send(
        new cognito.RespondToAuthChallengeCommand({
          ...{ ClientId: "web", ChallengeName: "PASSWORD_VERIFIER" },
          ChallengeResponses: {
            ...{ USERNAME: Username, TIMESTAMP: "now", PASSWORD_CLAIM_SIGNATURE: "AAAA" },
            PASSWORD_CLAIM_SECRET_BLOCK: String(ChallengeParameters["SECRET_BLOCK"]),
          },
        }),
      );
    const asked = await ask();
    await expect(answer(asked)).rejects.toThrow("Incorrect username or password.");
    await expect(answer(asked)).rejects.toThrow("session is expired");
    const late = await ask();
    world.advance(180_000);
    await expect(answer(late)).rejects.toThrow("session is expired");
  });
});

// Cognito API reference, GetTokensFromRefreshToken, RevokeToken, GlobalSignOut; Developer Guide, "Ending user sessions".
describe("what holds of a sign-in", () => {
  const web = { ClientId: "web" };
  const refresh = (RefreshToken: string) =>
    send<cognito.GetTokensFromRefreshTokenResponse>(
      new cognito.GetTokensFromRefreshTokenCommand({ ...web, RefreshToken }),
    );
  const getUser = (AccessToken: string) => send(new cognito.GetUserCommand({ AccessToken }));

  it("gives new tokens for its refresh token, which stays", async () => {
    await confirmed();
    const { refreshToken } = await enter(password);
    const { AuthenticationResult } = await refresh(refreshToken);
    expect(AuthenticationResult).toMatchObject({ TokenType: "Bearer", IdToken: expect.any(String) });
    expect(AuthenticationResult?.RefreshToken).toBeUndefined();
    await getUser(AuthenticationResult?.AccessToken ?? "");
    await refresh(refreshToken);
    await expect(refresh("unknown")).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });

  it("ends when its refresh token is revoked, and others go on", async () => {
    await confirmed();
    const [first, second] = [await enter(password), await enter(password)];
    const revoke = (Token: string, client = web) => send(new cognito.RevokeTokenCommand({ ...client, Token }));
    await revoke(first.refreshToken);
    await revoke(first.refreshToken);
    await expect(refresh(first.refreshToken)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    await expect(getUser(first.accessToken)).rejects.toThrow("Access Token has been revoked");
    await refresh(second.refreshToken);
    await getUser(second.accessToken);
    await expect(revoke(second.accessToken)).rejects.toMatchObject({ name: "UnsupportedTokenTypeException" });
    const machine = { ClientId: "machine", ClientSecret: "machine-secret" };
    await expect(revoke(second.refreshToken, machine)).rejects.toMatchObject({ name: "UnauthorizedException" });
    await refresh(second.refreshToken);
  });

  it.each([
    ["GlobalSignOut", (AccessToken: string) => new cognito.GlobalSignOutCommand({ AccessToken })],
    ["AdminUserGlobalSignOut", () => new cognito.AdminUserGlobalSignOutCommand({ UserPoolId: poolId, Username })],
  ])("ends everywhere by %s", async (_, command) => {
    await confirmed();
    const [first, second] = [await enter(password), await enter(password)];
    await send(command(first.accessToken));
    for (const { refreshToken, accessToken } of [first, second]) {
      await expect(refresh(refreshToken)).rejects.toMatchObject({ name: "NotAuthorizedException" });
      await expect(getUser(accessToken)).rejects.toMatchObject({ name: "NotAuthorizedException" });
    }
    await enter(password);
  });

  it("is shown to an access token of its own only", async () => {
    await confirmed();
    const { refreshToken, accessToken } = await enter(password);
    const { AuthenticationResult } = await refresh(refreshToken);
    await expect(getUser(AuthenticationResult?.IdToken ?? "")).rejects.toThrow("Invalid Access Token");
    await expect(getUser("nonsense")).rejects.toThrow("Invalid Access Token");
    world.advance(900_000);
    await expect(getUser(accessToken)).rejects.toThrow("Access Token has expired");
  });
});
