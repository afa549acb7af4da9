import { createHash } from "node:crypto";
import { customerIdOf, type IdKind, idOf } from "@millrace/kernel/ids";
import { createRandom } from "../../../infra/local/random.ts";

function digestOf(seed: number, topic: string): Buffer {
  return createHash("sha256").update(`millrace seed ${seed}: ${topic}`).digest();
}

/** The id of the `number`th thing of a kind, made at `at`: the same for the same seed, whatever else is made. */
export function seededId(seed: number, kind: IdKind, number: number, at: Date): string {
  return idOf(kind, at, digestOf(seed, `${kind} ${number}`));
}

/** A customer who is in no user pool: nobody can sign in as one. */
export function seededCustomerId(seed: number, number: number): string {
  const digits = digestOf(seed, `customer ${number}`).toString("hex");
  const groups = [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20)];
  return customerIdOf([...groups, digits.slice(20, 32)].join("-"));
}

/** Choices about one topic, the same for the same seed. */
export function chanceOf(seed: number, topic: string) {
  const random = createRandom(digestOf(seed, topic).readUInt32BE());
  const below = (limit: number): number => Math.floor(random() * limit);
  return {
    below,
    between: (least: number, most: number): number => least + below(most - least + 1),
    /** True in so many of a hundred cases. */
    percent: (share: number): boolean => random() * 100 < share,
    pick: <Value>(values: readonly Value[]): Value => {
      const value = values[below(values.length)];
      if (value === undefined) throw new RangeError("There is nothing to choose from.");
      return value;
    },
    /** As `pick`, but the first are chosen far more often: few articles make most sales. */
    favorite: <Value>(values: readonly Value[]): Value => {
      const value = values[Math.floor(random() ** 3 * values.length)];
      if (value === undefined) throw new RangeError("There is nothing to choose from.");
      return value;
    },
  };
}
export type Chance = ReturnType<typeof chanceOf>;
