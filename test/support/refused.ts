import { Refusal } from "@millrace/kernel/errors";

/** What a decision refuses with; undefined where it decides. Anything else that is thrown is a bug, and thrown on. */
export function refusalOf(decide: () => unknown): Refusal | undefined {
  try {
    decide();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  return undefined;
}

/** The code that a decision refuses with. */
export function codeOf(decide: () => unknown): string | undefined {
  return refusalOf(decide)?.declaration.code;
}
