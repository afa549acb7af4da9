import * as cognito from "@aws-sdk/client-cognito-identity-provider";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createFakeContext, poolArn, poolId, poolResources, startPools } from "./fixture.ts";
import { createUserPools } from "./user-pools.ts";

const ann = { ClientId: "web", Username: "Ann@example.com" };
const password = "correct horse 1";
let world: Awaited<ReturnType<typeof startPools>>;
beforeEach(async () => {
  world = await startPools();
});
afterEach(async () => await world.stop());

async function signUp() {
  return await world.client.send(new cognito.SignUpCommand({ ...ann, Password: password }));
}
async function confirmed() {
  const { UserSub: sub = "" } = await signUp();
  const ConfirmationCode = world.pools.messages()[0]?.code;
  await world.client.send(new cognito.ConfirmSignUpCommand({ ...ann, ConfirmationCode }));
  return sub;
}
async function initiate(AuthFlow: cognito.AuthFlowType, AuthParameters: Record<string, string>) {
  return await world.client.send(new cognito.InitiateAuthCommand({ ClientId: "web", AuthFlow, AuthParameters }));
}
async function signIn(PASSWORD = password) {
  return await initiate("USER_PASSWORD_AUTH", { USERNAME: ann.Username, PASSWORD });
}
function claims(token = ""): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

// Cognito Developer Guide, "Signing up and confirming user accounts"; API Reference, SignUp and ConfirmSignUp
describe("sign-up", () => {
  it("waits for the mailed code, which the outbox shows, and then lets the person in", async () => {
    const answer = await signUp();
    expect(answer.UserConfirmed).toBe(false);
    expect(answer.CodeDeliveryDetails?.Destination).toBe("a***@e***");
    const [mail] = world.pools.messages();
    expect(mail).toMatchObject({ to: "ann@example.com", subject: "Welcome" });
    expect(mail?.text).toBe(`Your code: ${mail?.code}`);
    await expect(signIn()).rejects.toMatchObject({ name: "UserNotConfirmedException" });
    await world.client.send(new cognito.ConfirmSignUpCommand({ ...ann, ConfirmationCode: mail?.code }));
    expect((await signIn()).AuthenticationResult?.TokenType).toBe("Bearer");
  });

  it("refuses a wrong code and one older than 24 hours", async () => {
    await signUp();
    const code = world.pools.messages()[0]?.code;
    const confirmWith = async (ConfirmationCode = "") =>
      await world.client.send(new cognito.ConfirmSignUpCommand({ ...ann, ConfirmationCode }));
    await expect(confirmWith("000000")).rejects.toMatchObject({ name: "CodeMismatchException" });
    world.advance(24 * 3_600_000);
    await expect(confirmWith(code)).rejects.toMatchObject({ name: "ExpiredCodeException" });
  });

  it.each([
    ["another account of that email in other letters", { Username: "ANN@example.com" }, "UsernameExistsException"],
    [
      "a password shorter than the policy says",
      { Username: "b@example.com", Password: "short1" },
      "InvalidPasswordException",
    ],
    [
      "a password without the number it asks for",
      { Username: "b@example.com", Password: "no numbers" },
      "InvalidPasswordException",
    ],
    ["a name that is no email", { Username: "bob" }, "InvalidParameterException"],
    ["an unknown client", { ClientId: "other" }, "ResourceNotFoundException"],
  ])("refuses %s", async (_, difference, name) => {
    await signUp();
    const input = { ...ann, Password: password, ...difference };
    await expect(world.client.send(new cognito.SignUpCommand(input))).rejects.toMatchObject({ name });
  });

  it("does not confirm twice", async () => {
    await confirmed();
    const again = world.client.send(new cognito.ConfirmSignUpCommand({ ...ann, ConfirmationCode: "1" }));
    await expect(again).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });
});

// Cognito Developer Guide, "Understanding user pool JSON web tokens", "Managing user existence error responses";
// InitiateAuth
describe("sign-in", () => {
  it("says the same of an unknown person and a wrong password when the client hides users", async () => {
    await expect(signIn()).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
    await confirmed();
    await expect(signIn("wrong password 1")).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Incorrect username or password.",
    });
  });

  it("gives tokens with the claims of the service, which expire by the runtime's clock", async () => {
    const sub = await confirmed();
    const named = { UserPoolId: poolId, Username: ann.Username };
    await world.client.send(new cognito.AdminAddUserToGroupCommand({ ...named, GroupName: "admin" }));
    const { AuthenticationResult: tokens } = await signIn();
    const shared = { sub, iss: `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`, "cognito:groups": ["admin"] };
    const access = { token_use: "access", client_id: "web", scope: "aws.cognito.signin.user.admin", username: sub };
    expect(claims(tokens?.AccessToken)).toMatchObject({ ...shared, ...access });
    const id = { token_use: "id", aud: "web", email: "ann@example.com", email_verified: true, "cognito:username": sub };
    expect(claims(tokens?.IdToken)).toMatchObject({ ...shared, ...id });
    expect(tokens?.ExpiresIn).toBe(900);
    const verify = async () => await world.pools.verify(poolArn, tokens?.AccessToken ?? "");
    expect(await verify()).toMatchObject({ ok: true });
    world.advance(900_000);
    expect(await verify()).toEqual({ ok: false, reason: "expired" });
  });

  it("signs as AWS's own verifier expects, with the key set it serves", async () => {
    await confirmed();
    const { AuthenticationResult: tokens } = await signIn();
    const verifier = CognitoJwtVerifier.create({ userPoolId: poolId, tokenUse: "access", clientId: "web" });
    const path = `/${poolId}/.well-known/jwks.json`;
    const jwks = await world.pools.web({
      method: "GET",
      path,
      query: new URLSearchParams(),
      authorization: undefined,
      body: "",
    });
    verifier.cacheJwks(jwks?.body as Parameters<typeof verifier.cacheJwks>[0]);
    const options = { graceSeconds: 365 * 86_400, clientId: "web" };
    await expect(verifier.verify(tokens?.AccessToken ?? "", options)).resolves.toMatchObject({
      username: expect.any(String),
    });
  });

  it("does not take the tokens of another run, nor leave its own to it", async () => {
    await confirmed();
    const { AuthenticationResult: tokens } = await signIn();
    const other = createUserPools(createFakeContext(poolResources).context);
    expect(await other.verify(poolArn, tokens?.AccessToken ?? "")).toEqual({ ok: false, reason: "invalid" });
    expect(await world.pools.verify(poolArn, "not a token")).toEqual({ ok: false, reason: "invalid" });
  });

  it("continues by refresh token for its 30 days, for its client only", async () => {
    await confirmed();
    const { AuthenticationResult: tokens } = await signIn();
    const refresh = async () => await initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: tokens?.RefreshToken ?? "" });
    world.advance(29 * 86_400_000);
    const { AuthenticationResult: fresh } = await refresh();
    expect(fresh?.RefreshToken).toBeUndefined();
    expect(await world.pools.verify(poolArn, fresh?.AccessToken ?? "")).toMatchObject({ ok: true });
    await expect(initiate("REFRESH_TOKEN_AUTH", { REFRESH_TOKEN: "x" })).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
    world.advance(86_400_000);
    await expect(refresh()).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: "Refresh Token has expired",
    });
  });

  it("keeps people and refresh tokens in a state that a later run takes up", async () => {
    await confirmed();
    const { AuthenticationResult: tokens } = await signIn();
    const state = JSON.parse(JSON.stringify(world.pools.state()));
    expect(JSON.stringify(state)).not.toContain(password);
    const later = createUserPools(createFakeContext(poolResources).context, { state });
    const call = async (operation: string, input: Record<string, unknown>) =>
      await later.apis?.[0]?.operations[operation]?.({
        service: "cognito-idp",
        operation,
        input,
        principal: { kind: "operator" },
      });
    const AuthParameters = { REFRESH_TOKEN: tokens?.RefreshToken };
    const refresh = call("InitiateAuth", { ClientId: "web", AuthFlow: "REFRESH_TOKEN_AUTH", AuthParameters });
    await expect(refresh).resolves.toHaveProperty("AuthenticationResult");
    // The later run has the seed of the earlier one, and must not give its people's names away again.
    await call("SignUp", { ClientId: "web", Username: "bob@example.com", Password: password });
    expect(Object.keys(later.state()[poolId]?.users ?? {})).toHaveLength(2);
  });
});

// Cognito API Reference, AdminCreateUser, AdminSetUserPassword, AdminConfirmSignUp, AdminAddUserToGroup
describe("administration", () => {
  const named = { UserPoolId: poolId, Username: "staff@example.com" };

  const create = new cognito.AdminCreateUserCommand({
    ...named,
    MessageAction: "SUPPRESS",
    TemporaryPassword: password,
  });

  it("creates a person who must change the temporary password, until a permanent one is set", async () => {
    await world.client.send(create);
    const enter = async () => await initiate("USER_PASSWORD_AUTH", { USERNAME: named.Username, PASSWORD: password });
    expect((await enter()).ChallengeName).toBe("NEW_PASSWORD_REQUIRED");
    await world.client.send(new cognito.AdminSetUserPasswordCommand({ ...named, Password: password, Permanent: true }));
    expect((await enter()).AuthenticationResult).toBeDefined();
  });

  it("confirms who signed up", async () => {
    const { UserSub: Username } = await signUp();
    await world.client.send(new cognito.AdminConfirmSignUpCommand({ UserPoolId: poolId, Username }));
    expect((await signIn()).AuthenticationResult).toBeDefined();
  });

  it("refuses unknown people, groups and pools, and to mail an invitation", async () => {
    const into = (group: object) =>
      world.client.send(new cognito.AdminAddUserToGroupCommand({ ...named, GroupName: "admin", ...group }));
    await expect(into({})).rejects.toMatchObject({ name: "UserNotFoundException" });
    await world.client.send(create);
    await expect(into({ GroupName: "no" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    await expect(into({ UserPoolId: "us-east-1_other" })).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    const invitation = world.client.send(new cognito.AdminCreateUserCommand({ ...named, Username: "b@example.com" }));
    await expect(invitation).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});
