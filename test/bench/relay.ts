import type { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { marshall } from "@aws-sdk/util-dynamodb";
import { OrderPlaced } from "@millrace/contracts/orders";
import type { DynamoDBRecord } from "aws-lambda";
import { createBus } from "../../services/relay/src/adapters/bus.ts";
import { publishJournal } from "../../services/relay/src/commands/publish-journal.ts";
import { aJournalImage } from "../support/journal-image.ts";
import type { Measure } from "./measurements.ts";
import { median, type Row } from "./report.ts";

/** Backlogs to publish at once, up to the batch size of the stream mapping and past a full last call. */
const backlogs = [1, 10, 47, 100];
/** EventBridge's limit on the entries of one call. */
const maxEntries = 10;
const runs = 20;

/** EventBridge that takes everything at once and remembers how much came in each call. */
function takingEverything() {
  const sizes: number[] = [];
  const client = {
    async send({ input: { Entries = [] } }: PutEventsCommand) {
      sizes.push(Entries.length);
      return { FailedEntryCount: 0, Entries: Entries.map((_, index) => ({ EventId: String(index) })) };
    },
  } as unknown as EventBridgeClient;
  return { client, sizes };
}

function recordOf(sequence: number): DynamoDBRecord {
  return {
    eventName: "INSERT",
    dynamodb: {
      SequenceNumber: String(sequence),
      NewImage: marshall(aJournalImage(OrderPlaced, { sequence })) as Record<string, never>,
    },
  };
}

async function publish(count: number) {
  const { client, sizes } = takingEverything();
  const handle = publishJournal(createBus(client, "bus", async () => undefined));
  const records = Array.from({ length: count }, (_, index) => recordOf(index + 1));
  const before = process.cpuUsage();
  const done = await handle(records);
  const { user, system } = process.cpuUsage(before);
  if (done !== count) throw new Error(`${done} of ${count} facts were published.`);
  return { calls: sizes.length, milliseconds: (user + system) / 1_000 };
}

export const measure: Measure = async () => {
  const rows: Row[] = [];
  for (const count of backlogs) {
    const made = [];
    for (let run = 0; run < runs; run += 1) made.push(await publish(count));
    const least = Math.ceil(count / maxEntries);
    rows.push(
      {
        what: `calls of PutEvents for a batch of ${count}`,
        value: Math.max(...made.map(({ calls }) => calls)),
        unit: "",
        budget: { exactly: least },
      },
      {
        what: `  CPU for one fact in a batch of ${count}, median`,
        value: median(made.map(({ milliseconds }) => milliseconds)) / count,
        unit: "ms",
      },
    );
  }
  return rows;
};
