import type { SecretsManager } from "@millrace/aws/services";
import type { Now } from "@millrace/kernel/clock";

/** The versions of a secret that are valid at once: after a rotation the previous key still verifies. */
export type SecretStage = "AWSCURRENT" | "AWSPREVIOUS";

const freshForMilliseconds = 5 * 60 * 1000;

/** Secrets Manager's word that a version is not there; the previous one is not before the first rotation. */
function isAbsent(error: unknown): error is Error {
  return error instanceof Error && error.name === "ResourceNotFoundException";
}

/**
 * Reads one secret, keeping each version for five minutes, so that a rotation reaches a warm function. That a version is
 * not there is kept as well: forged tokens must not make us ask again and again.
 *
 * @throws Secrets Manager's `ResourceNotFoundException` for a version that is not there
 */
export function createSecret(client: Pick<SecretsManager, "send">, arn: string, now: Now) {
  const known = new Map<SecretStage, { readonly answer: string | Error; readonly until: number }>();
  const ask = async (stage: SecretStage): Promise<string | Error> => {
    try {
      const { SecretString } = await client.send("GetSecretValue", { SecretId: arn, VersionStage: stage });
      if (SecretString === undefined) throw new Error(`The secret ${arn} has no string value.`);
      return SecretString;
    } catch (error) {
      if (isAbsent(error)) return error;
      throw error;
    }
  };
  return async (stage: SecretStage = "AWSCURRENT"): Promise<string> => {
    const kept = known.get(stage);
    const isFresh = kept !== undefined && kept.until > now().getTime();
    const answer = isFresh ? kept.answer : await ask(stage);
    if (!isFresh) known.set(stage, { answer, until: now().getTime() + freshForMilliseconds });
    if (answer instanceof Error) throw answer;
    return answer;
  };
}
