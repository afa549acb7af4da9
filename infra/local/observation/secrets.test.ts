import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aResource, resourcesOf } from "../iam/fixture.ts";
import { createRandom } from "../random.ts";
import { aClock } from "./fixture.ts";
import { createSecrets } from "./secrets.ts";

const arn = "arn:aws:secretsmanager:us-east-1:000000000000:secret:dev-guest-keys-a1b2c3";

function someSecrets(GenerateSecretString: object, { seed = 1, stored = {} as Record<string, string> } = {}) {
  const resources = resourcesOf(
    aResource(
      "AWS::SecretsManager::Secret",
      "GuestKeys",
      { Name: "dev-guest-keys", GenerateSecretString },
      { ref: arn },
    ),
  );
  const secrets = createSecrets({ resources, random: createRandom(seed), clock: aClock() }, stored);
  const get = async (SecretId: string) =>
    secrets.apis[0]?.operations.GetSecretValue?.({
      service: "secretsmanager",
      operation: "GetSecretValue",
      input: { SecretId },
      principal: { kind: "operator" },
    });
  return { secrets, get };
}

// Secrets Manager API Reference, GetSecretValue
describe("GetSecretValue", () => {
  it("answers by name and by ARN", async () => {
    const { get } = someSecrets({});
    expect(await get("dev-guest-keys")).toMatchObject({
      ARN: arn,
      Name: "dev-guest-keys",
      VersionStages: ["AWSCURRENT"],
      SecretString: expect.stringMatching(/^.{32}$/),
    });
    expect(await get(arn)).toEqual(await get("dev-guest-keys"));
  });

  it("does not know other secrets", async () => {
    await expect(someSecrets({}).get("other")).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});

// CloudFormation, AWS::SecretsManager::Secret GenerateSecretString; Secrets Manager API Reference, GetRandomPassword
describe("a generated secret", () => {
  it("is the same for the same seed, and another one for another", () => {
    expect(someSecrets({}, { seed: 7 }).secrets.state()).toEqual(someSecrets({}, { seed: 7 }).secrets.state());
    expect(someSecrets({}, { seed: 7 }).secrets.state()).not.toEqual(someSecrets({}, { seed: 8 }).secrets.state());
  });

  it("stays what it was when the state of an earlier run is handed in", () => {
    const first = someSecrets({}, { seed: 7 }).secrets.state();
    expect(someSecrets({}, { seed: 8, stored: first }).secrets.state()).toEqual(first);
  });

  it("has its length and holds each kind of character, punctuation unless it is excluded", () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.integer({ min: 4, max: 64 }),
        fc.integer(),
        (ExcludePunctuation, PasswordLength, seed) => {
          const value = someSecrets({ ExcludePunctuation, PasswordLength }, { seed }).secrets.state().GuestKeys ?? "";
          expect(value).toHaveLength(PasswordLength);
          for (const kind of [/[a-z]/, /[A-Z]/, /[0-9]/]) expect(value).toMatch(kind);
          expect(/[!-/:-@[-`{-~]/.test(value)).toBe(!ExcludePunctuation);
        },
      ),
    );
  });
});
