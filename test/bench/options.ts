import { parseArgs } from "node:util";

export type Options = {
  /** Names of the measurements to make; all when it is empty. */
  readonly only: readonly string[];
  /** Where to write the numbers as JSON. */
  readonly json: string | undefined;
  /** Whether the shop also grows to a hundred thousand products, which takes a quarter of an hour. */
  readonly large: boolean;
  /** The checkout whose files are measured; this one when nothing is said. */
  readonly root: string | undefined;
  /** The checkout that this one is compared with; nothing else is measured then, unless named. */
  readonly against: string | undefined;
  /** How often each of the two is measured. */
  readonly rounds: number;
  readonly help: boolean;
};

/** The command line is not understood; the message says which part. */
export class OptionsError extends Error {
  override readonly name = "OptionsError";
}

/** Enough for a median that one bad moment of the machine does not move. */
const usualRounds = 5;

/** @throws OptionsError for an unknown option or measurement */
export function readOptions(args: readonly string[], names: readonly string[]): Options {
  const { only = [], json, large = false, root, against, rounds = `${usualRounds}`, help = false } = parsed(args);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) {
    throw new OptionsError(`There is no measurement "${unknown}". There are: ${names.join(", ")}.`);
  }
  if (!/^[1-9]\d?$/.test(rounds)) throw new OptionsError(`"${rounds}" is no number of rounds: 1 to 99.`);
  return { only, json, large, root, against, rounds: Number(rounds), help };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        only: { type: "string", multiple: true },
        json: { type: "string" },
        large: { type: "boolean" },
        root: { type: "string" },
        against: { type: "string" },
        rounds: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(`${error instanceof Error ? error.message : String(error)}\nTry --help.`, { cause: error });
  }
}
