/** `npm run seed`: fills the table of a running local stack, or a real one, with a shop that is made up. */
import { DynamoDBClient, ResourceNotFoundException } from "@aws-sdk/client-dynamodb";
import type { Table } from "@millrace/table/table";
import { NotRunning, readLocalReady } from "./ready.ts";
import { help, type Options, OptionsError, readOptions } from "./seed/options.ts";
import { estimateOf } from "./seed/plan.ts";
import { createProgress } from "./seed/progress.ts";
import { readKnown, shopItems } from "./seed/shop.ts";
import { WriteError, writeAll } from "./seed/write.ts";

/** DynamoDB Local answers no faster to more; a real table takes them in one connection each. */
const inFlight = 8;

const tableOf = ({ table, readyFile }: Options): Table => {
  if (table !== undefined) return { client: new DynamoDBClient({}), table };
  const { awsEndpoint: endpoint, region, tableName } = readLocalReady(readyFile);
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { client: new DynamoDBClient({ endpoint, region, credentials }), table: tableName };
};

const run = async (options: Options): Promise<void> => {
  const table = tableOf(options);
  const known = await readKnown(table);
  const progress = createProgress(process.stderr, estimateOf(options), () => performance.now());
  await writeAll(table, shopItems(table, options, known), { inFlight, onWritten: progress.add });
  progress.end();
  table.client.destroy();
};

const remedies: Readonly<Record<string, string>> = {
  CredentialsProviderError: "There are no AWS credentials. Sign in first, for instance with: aws sso login",
  ECONNREFUSED: "Nobody answers there. Is the stack still running? Start one: npm start",
  AccessDeniedException: "These credentials may not write to the table; dynamodb:BatchWriteItem and reads are needed.",
};

const explain = (error: unknown, table: string | undefined): string => {
  if (!(error instanceof Error)) return String(error);
  if ([OptionsError, NotRunning, WriteError].some((kind) => error instanceof kind)) return error.message;
  if (error instanceof ResourceNotFoundException) {
    return `There is no table ${table ?? "here"} in this region. Name another with --table, or set AWS_REGION.`;
  }
  if (error.message === "Region is missing") return "No region is set. Set AWS_REGION to the table's.";
  const remedy = remedies[error.name] ?? ("code" in error ? remedies[String(error.code)] : undefined);
  return remedy === undefined ? (error.stack ?? error.message) : `${error.message}\n${remedy}`;
};

let table: string | undefined;
try {
  const options = readOptions(process.argv.slice(2));
  table = options.table;
  if (options.help) console.log(help);
  else await run(options);
} catch (error) {
  console.error(`\n${explain(error, table)}`);
  process.exitCode = 1;
}
