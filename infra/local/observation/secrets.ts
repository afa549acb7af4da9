import { type AwsApi, AwsError, type Context, type Part, type Random, type Resource, type Service } from "../ports.ts";

export const secretsManager = {
  source: "Secrets Manager API Reference",
  types: {
    "AWS::SecretsManager::Secret": {
      model: "observation/secrets.ts",
      supports: [
        ...["Name", "Description"],
        ...["GenerateSecretString.ExcludePunctuation", "GenerateSecretString.PasswordLength"],
      ],
    },
  },
  create: ({ context, state }: { context: Context; state: Readonly<Record<string, string>> }) =>
    createSecrets(context, state),
} satisfies Service;

export type Secrets = Part & {
  /** The secrets by logical id, to be kept with the state of the runtime and handed in again as `stored`. */
  state(): Readonly<Record<string, string>>;
};

type Generation = { readonly ExcludePunctuation?: boolean; readonly PasswordLength?: number };

/**
 * Secrets Manager's `GetSecretValue` over secrets that the template lets generate.
 * Sources: Secrets Manager API Reference, GetSecretValue, GetRandomPassword; CloudFormation, AWS::SecretsManager::Secret
 * GenerateSecretString.
 * @param stored values by logical id from an earlier run; they win over new ones
 */
export function createSecrets(
  { resources, random, clock }: Pick<Context, "resources" | "random" | "clock">,
  stored: Readonly<Record<string, string>> = {},
): Secrets {
  const secrets = resources.ofType("AWS::SecretsManager::Secret").map((resource) => ({
    logicalId: resource.logicalId,
    arn: resource.attributes.Arn ?? resource.ref,
    name: String(resource.properties.Name ?? resource.logicalId),
    value: stored[resource.logicalId] ?? generated(resource, random),
  }));
  const createdAt = clock.now() / 1000;
  const getSecretValue: AwsApi["operations"][string] = async ({ input: { SecretId } }) => {
    const secret = secrets.find(({ arn, name }) => SecretId === arn || SecretId === name);
    if (secret === undefined)
      throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    const versionId = "00000000-0000-4000-8000-000000000001";
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: versionId,
      SecretString: secret.value,
      VersionStages: ["AWSCURRENT"],
      CreatedDate: createdAt,
    };
  };
  return {
    apis: [{ service: "secretsmanager", operations: { GetSecretValue: getSecretValue } }],
    state: () => Object.fromEntries(secrets.map(({ logicalId, value }) => [logicalId, value])),
  };
}

/** Which characters a password may hold, by kind; the punctuation is the one GetRandomPassword lists. */
const lettersAndNumbers = ["abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789"];
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

/** A password with each kind of character in it (RequireEachIncludedType, the default). */
function generated({ properties }: Resource, random: Random): string {
  const { ExcludePunctuation, PasswordLength: length = 32 } = (properties.GenerateSecretString ?? {}) as Generation;
  const kinds = ExcludePunctuation === true ? lettersAndNumbers : [...lettersAndNumbers, punctuation];
  const pick = (from: string) => from[Math.floor(random() * from.length)] ?? "";
  const password = Array.from({ length }, () => pick(kinds.join("")));
  const places = Array.from({ length }, (_, index) => index);
  for (const kind of kinds) {
    const [place = 0] = places.splice(Math.floor(random() * places.length), 1);
    password[place] = pick(kind);
  }
  return password.join("");
}
