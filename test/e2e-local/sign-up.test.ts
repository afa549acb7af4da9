import { randomUUID } from "node:crypto";
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { afterAll, expect, inject, it } from "vitest";
import { readLocalReady } from "../../cli/src/ready.ts";
import { awsSettings, signIn } from "../../cli/src/sign-in.ts";
import { createAdmin } from "../support/admin.ts";

const ready = readLocalReady(inject("readyFile"));
const cognito = new CognitoIdentityProviderClient(awsSettings(ready));
afterAll(() => cognito.destroy());

it("a person signs up, confirms with the code that was mailed, and is let in", async () => {
  const person = { ClientId: ready.clientId, Username: `${randomUUID()}@example.com` };
  const password = "Correct-horse-1";
  await cognito.send(new SignUpCommand({ ...person, Password: password }));
  const mail = (await createAdmin(ready).messages()).find(({ to }) => to === person.Username);
  expect(mail?.text).toContain(mail?.code);
  await cognito.send(new ConfirmSignUpCommand({ ...person, ConfirmationCode: mail?.code }));
  const { accessToken } = await signIn(ready, person.Username, password);
  const response = await fetch(`${ready.apiUrl}/v1/orders`, { headers: { authorization: `Bearer ${accessToken}` } });
  expect(response.status).toBe(200);
});
