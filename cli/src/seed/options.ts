import * as z from "zod";
import { ArgumentsError, checked, parseArguments, texts, wholeNumber } from "../command-line.ts";
import { mostCategories } from "./categories.ts";

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

const limits = z
  .object({
    products: wholeNumber("products", 1, 999_999).default(10_000),
    orders: wholeNumber("orders", 0, 10_000_000).default(20_000),
    categories: wholeNumber("categories", 0, mostCategories).default(64),
    customers: wholeNumber("customers", 0, 10_000_000).default(1_000),
    seed: wholeNumber("seed", 0, 9_999).default(1),
  })
  .refine(({ orders, customers }) => orders === 0 || customers > 0, "--orders needs --customers: somebody must buy");

/** The plan of a shop, and where it goes. */
export type Options = ReturnType<typeof readOptions>;

/** @throws ArgumentsError for an unknown option or a value out of range */
export function readOptions(args: readonly string[]) {
  const { values } = parseArguments(args, {
    ...texts("products", "orders", "categories", "customers", "seed", "table", "ready-file"),
    help: { type: "boolean", default: false },
  });
  const plan = checked(limits, values);
  const { table, "ready-file": readyFile, help: asksForHelp } = values;
  if (table !== undefined && readyFile !== undefined) {
    throw new ArgumentsError("--table and --ready-file name two tables; give one of them.");
  }
  return { ...plan, table, readyFile, help: asksForHelp };
}
