import { type AwsApi, AwsError, type Context, type Part, type Random, type Resource } from "../ports.ts";

export type Secrets = Part & {
  readonly apis: readonly AwsApi[];
  /** The secrets by logical id, to be kept with the state of the runtime and handed in again as `stored`. */
  values(): Readonly<Record<string, string>>;
};

type Generation = {
  readonly SecretStringTemplate?: string;
  readonly GenerateStringKey?: string;
  readonly PasswordLength?: number;
  readonly ExcludeCharacters?: string;
  readonly ExcludeLowercase?: boolean;
  readonly ExcludeUppercase?: boolean;
  readonly ExcludeNumbers?: boolean;
  readonly ExcludePunctuation?: boolean;
  readonly IncludeSpace?: boolean;
  readonly RequireEachIncludedType?: boolean;
};

/**
 * Secrets Manager's `GetSecretValue` over secrets that the template lets generate.
 * Sources: Secrets Manager API Reference, GetSecretValue, GetRandomPassword; CloudFormation, GenerateSecretString.
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
    value: stored[resource.logicalId] ?? initialValue(resource, random),
  }));
  const createdAt = clock.now() / 1000;
  const getSecretValue: AwsApi["operations"][string] = async ({ input: { SecretId } }) => {
    const secret = secrets.find(({ arn, name }) => SecretId === arn || SecretId === name);
    if (secret === undefined) throw new AwsError("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
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
    values: () => Object.fromEntries(secrets.map(({ logicalId, value }) => [logicalId, value])),
  };
}

function initialValue({ properties }: Resource, random: Random): string {
  if (properties.SecretString !== undefined) return String(properties.SecretString);
  const generation = (properties.GenerateSecretString ?? {}) as Generation;
  const password = generatePassword(generation, random);
  const { SecretStringTemplate, GenerateStringKey } = generation;
  if (SecretStringTemplate === undefined || GenerateStringKey === undefined) return password;
  return JSON.stringify({ ...(JSON.parse(SecretStringTemplate) as object), [GenerateStringKey]: password });
}

/** Which characters a password may hold, by kind; the punctuation is the one GetRandomPassword lists. */
const characters = {
  lowercase: "abcdefghijklmnopqrstuvwxyz",
  uppercase: "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  numbers: "0123456789",
  punctuation: "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
  space: " ",
};

function generatePassword(generation: Generation, random: Random): string {
  const { PasswordLength: length = 32, ExcludeCharacters: excluded = "", RequireEachIncludedType: isEachRequired = true } = generation;
  const kinds = [
    ...(generation.ExcludeLowercase ? [] : [characters.lowercase]),
    ...(generation.ExcludeUppercase ? [] : [characters.uppercase]),
    ...(generation.ExcludeNumbers ? [] : [characters.numbers]),
    ...(generation.ExcludePunctuation ? [] : [characters.punctuation]),
    ...(generation.IncludeSpace ? [characters.space] : []),
  ].map((kind) => [...kind].filter((character) => !excluded.includes(character)));
  const all = kinds.flat();
  const pick = (from: readonly string[]) => from[Math.floor(random() * from.length)] ?? "";
  const password = Array.from({ length }, () => pick(all));
  if (!isEachRequired) return password.join("");
  // One character of each kind takes a place of its own, the places in random order.
  const places = Array.from({ length }, (_, index) => index);
  for (const kind of kinds.filter((kind) => kind.length > 0)) {
    const [place = 0] = places.splice(Math.floor(random() * places.length), 1);
    password[place] = pick(kind);
  }
  return password.join("");
}
