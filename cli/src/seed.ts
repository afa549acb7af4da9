/** `npm run seed`: fills the table of a running local stack, or a real one, with a shop that is made up. */
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDb } from "@millrace/aws/dynamodb";
import type { Table } from "@millrace/table/table";
import { explain } from "./command-line.ts";
import { createProgress } from "./progress.ts";
import { readLocalReady } from "./ready.ts";
import { help, type Options, readOptions } from "./seed/options.ts";
import { estimateOf } from "./seed/plan.ts";
import { progressLine, summaryLine } from "./seed/progress.ts";
import { readKnown, shopItems } from "./seed/shop.ts";
import { writeAll } from "./seed/write.ts";
import { awsSettings } from "./sign-in.ts";

/** DynamoDB Local answers no faster to more; a real table takes them in one connection each. */
const inFlight = 8;
/** A batch of 25 items at a table that is not warm yet. */
const patience = { attempts: 5, firstMilliseconds: 50, answerMilliseconds: 30_000 };

const remedies = {
  AccessDeniedException: "These credentials may not write to the table; dynamodb:BatchWriteItem and reads are needed.",
  ResourceNotFoundException: "There is no such table in this region. Name another with --table, or set AWS_REGION.",
};

try {
  const options = readOptions(process.argv.slice(2));
  if (options.help) console.log(help);
  else await fill(options);
} catch (error) {
  console.error(`\n${explain(error, remedies)}`);
  process.exitCode = 1;
}

async function fill(options: Options): Promise<void> {
  const table = await tableOf(options);
  const known = await readKnown(table);
  const [startedAt, estimate] = [performance.now(), estimateOf(options)];
  const progress = createProgress(process.stderr);
  let items = 0;
  const onWritten = (count: number) => {
    items += count;
    progress.show(() => progressLine({ items, estimate, milliseconds: performance.now() - startedAt }));
  };
  await writeAll(table, shopItems(table, options, known), { inFlight, onWritten });
  progress.end(summaryLine(items, performance.now() - startedAt));
}

async function tableOf({ table, readyFile }: Options): Promise<Table> {
  if (table === undefined) {
    const ready = readLocalReady(readyFile);
    return { client: new DynamoDb(patience, awsSettings(ready)), table: ready.tableName };
  }
  // The SDK alone knows an operator's profiles.
  const { config } = new DynamoDBClient({});
  return { client: new DynamoDb(patience, { region: await config.region(), credentials: config.credentials }), table };
}
