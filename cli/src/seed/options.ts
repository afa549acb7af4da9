import { parseArgs } from "node:util";
import * as z from "zod";
import { mostCategories } from "./categories.ts";
import type { Plan } from "./plan.ts";

export const help = `Fills a shop with products, customers and orders that are made up, for trying out and measuring.

  npm run seed -- [options]

  --products N      products, most of them published (10,000)
  --orders N        orders: placed, confirmed and canceled ones (20,000)
  --categories N    categories, up to ${mostCategories} (64)
  --customers N     customers with one contact each, at example.com (1,000)
  --seed N          another shop for each N (1)
  --ready-file FILE the running local stack to fill, as "npm start" wrote it (.millrace/ready.json)
  --table NAME      fills this DynamoDB table instead; region and credentials come from the environment
  --help            shows this

A seed writes items straight into the table, as the services would have stored them. Its facts are in the journals, marked
as seeded, and nobody is told of them: no mail is sent, no payment is asked for, no topic hears of it.

The same options make the same items, ids included. A run that was ended half way is simply run again: it writes the same
items over what is there. So it does to what has happened to seeded things since, orders for seeded SKUs for instance;
seed a shop before you use it. Taxes, shipping zones and categories that the shop has already stay as they are.

This is no way for data to move: it makes shops up, and can neither read nor import one.
`;

export type Options = Plan & {
  readonly table: string | undefined;
  readonly readyFile: string | undefined;
  readonly help: boolean;
};

/** The command line is not understood; the message says which part. */
export class OptionsError extends Error {
  override readonly name = "OptionsError";
}

const whole = (option: string, least: number, most: number) =>
  z.coerce
    .number(`--${option} needs a number`)
    .int(`--${option} needs a whole number`)
    .min(least, `--${option} must be at least ${least}`)
    .max(most, `--${option} must be at most ${most}`);

const plan = z
  .object({
    products: whole("products", 1, 999_999),
    orders: whole("orders", 0, 10_000_000),
    categories: whole("categories", 0, mostCategories),
    customers: whole("customers", 0, 10_000_000),
    seed: whole("seed", 0, 9_999),
  })
  .refine(({ orders, customers }) => orders === 0 || customers > 0, "--orders needs --customers: somebody must buy");

/** @throws OptionsError for an unknown option or a value out of range */
export const readOptions = (args: readonly string[]): Options => {
  const values = parsed(args);
  const { products = "10000", orders = "20000", categories = "64", customers = "1000", seed = "1" } = values;
  const checked = plan.safeParse({ products, orders, categories, customers, seed });
  if (!checked.success) {
    throw new OptionsError(`${checked.error.issues.map(({ message }) => message).join("\n")}\nTry --help.`);
  }
  const { table, "ready-file": readyFile, help: asksForHelp = false } = values;
  if (table !== undefined && readyFile !== undefined) {
    throw new OptionsError("--table and --ready-file name two tables; give one of them.\nTry --help.");
  }
  return { ...checked.data, table, readyFile, help: asksForHelp };
};

const parsed = (args: readonly string[]) => {
  const text = { type: "string" } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        products: text,
        orders: text,
        categories: text,
        customers: text,
        seed: text,
        table: text,
        "ready-file": text,
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new OptionsError(`${error instanceof Error ? error.message : String(error)}\nTry --help.`, { cause: error });
  }
};
