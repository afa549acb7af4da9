import { GetSecretValueCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { Now } from "@millrace/kernel/clock";

/** The versions of a secret that are valid at once: after a rotation the previous key still verifies. */
export type SecretStage = "AWSCURRENT" | "AWSPREVIOUS";

const freshForMilliseconds = 5 * 60 * 1000;

/** Reads one secret, keeping each version for five minutes, so that a rotation reaches a warm function. */
export const createSecret = (client: SecretsManagerClient, arn: string, now: Now) => {
  const known = new Map<SecretStage, { readonly value: string; readonly until: number }>();
  return async (stage: SecretStage = "AWSCURRENT"): Promise<string> => {
    const kept = known.get(stage);
    if (kept && kept.until > now().getTime()) return kept.value;
    const { SecretString: value } = await client.send(
      new GetSecretValueCommand({ SecretId: arn, VersionStage: stage }),
    );
    if (value === undefined) throw new Error(`The secret ${arn} has no string value.`);
    known.set(stage, { value, until: now().getTime() + freshForMilliseconds });
    return value;
  };
};
