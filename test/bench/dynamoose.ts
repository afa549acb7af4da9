import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { requestsOf, sdkOf } from "../../examples/from-dynamoose/src/both.ts";
import { modelsIn } from "../../examples/from-dynamoose/src/dynamoose/models.ts";
import { createShop } from "../../examples/from-dynamoose/src/millrace/shop.ts";
import { dynamooseWork, millraceWork, type Work } from "../../examples/from-dynamoose/src/same-work.ts";
import { createTable } from "../support/create-table.ts";
import { startTestDatabase } from "../support/engine.ts";
import { median, type Row } from "./report.ts";

/** The JIT has seen everything by then. */
const warmUpRounds = 5;
const rounds = 15;
const callsOfRound = 20;

/** What is measured, and how much of Dynamoose's CPU an entity of ours may take for it, with the SDK's client and ours. */
const steps = {
  put: { what: "put", bySdk: 0.7, byOurs: 0.5 },
  get: { what: "get", bySdk: 0.6, byOurs: 0.4 },
  page: { what: "page of 25", bySdk: 0.15, byOurs: 0.1 },
  update: { what: "conditional update", bySdk: 0.6, byOurs: 0.4 },
  transaction: { what: "transaction of 3", bySdk: 0.7, byOurs: 0.6 },
} as const;

type Step = keyof typeof steps;
const stepNames = Object.keys(steps) as Step[];

/** One of those who do the same work, each at a table of its own. */
type Contestant = { readonly name: string; readonly work: Work; readonly requests: readonly string[] };

/** What a call took in one round. */
type Use = { readonly requests: number; readonly milliseconds: number };

async function contestantsAt(endpoint: string): Promise<readonly Contestant[]> {
  const aTable = () => createTable(endpoint);
  const [theirs, other, ours] = await Promise.all([aTable(), aTable(), aTable()]);
  const [dynamoose, sdk] = await Promise.all([sdkOf(theirs, endpoint), sdkOf(other, endpoint)]);
  // ElectroDB takes either client; the store's type names ours.
  const documents = DynamoDBDocumentClient.from(sdk.client) as never;
  return [
    { name: "Dynamoose", work: dynamooseWork(modelsIn(dynamoose.client, theirs.table)), requests: dynamoose.requests },
    {
      name: "entity, SDK's client",
      work: millraceWork(createShop({ client: documents, table: other.table })),
      requests: sdk.requests,
    },
    { name: "entity, our client", work: millraceWork(createShop(ours)), requests: requestsOf(ours) },
  ];
}

/** Does one step for the orders of a round: those it makes, or those that the round's `put` made. */
async function doStep({ work, requests }: Contestant, step: Step, round: number): Promise<Use> {
  const first = 2 * round * callsOfRound + (step === "transaction" ? callsOfRound : 0);
  const requestsBefore = requests.length;
  const before = process.cpuUsage();
  for (let number = first; number < first + callsOfRound; number += 1) await work[step](number);
  const { user, system } = process.cpuUsage(before);
  return {
    requests: (requests.length - requestsBefore) / callsOfRound,
    milliseconds: (user + system) / 1_000 / callsOfRound,
  };
}

function rowsOf(step: Step, uses: ReadonlyMap<string, readonly Use[]>): readonly Row[] {
  const { what, bySdk, byOurs } = steps[step];
  const [theirs = [], sdk = [], ours = []] = uses.values();
  function ratioRow(name: string, mine: readonly Use[], atMost: number): Row {
    const ratios = mine.map(({ milliseconds }, round) => milliseconds / (theirs[round]?.milliseconds ?? Number.NaN));
    const note = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)} in ${rounds} rounds`;
    return {
      what: `${what}: CPU, ${name} ÷ Dynamoose`,
      value: median(ratios),
      unit: "×",
      budget: { atMost },
      note,
    };
  }
  return [
    ...[...uses].flatMap(([name, each]): readonly Row[] => [
      {
        what: `${what}: requests, ${name}`,
        value: median(each.map(({ requests }) => requests)),
        unit: "",
        budget: { exactly: 1 },
      },
      { what: `${what}: CPU, ${name}`, value: median(each.map(({ milliseconds }) => milliseconds)), unit: "ms" },
    ]),
    ratioRow("entity, SDK's client", sdk, bySdk),
    ratioRow("entity, our client", ours, byOurs),
  ];
}

/** Round by round, so that a slow moment of the machine meets all; who begins changes with the round. */
async function measureAll(contestants: readonly Contestant[]): Promise<readonly Row[]> {
  await Promise.all(contestants.map(({ work }) => work.prepare((warmUpRounds + rounds) * callsOfRound)));
  const uses = new Map(stepNames.map((step) => [step, new Map(contestants.map(({ name }) => [name, [] as Use[]]))]));
  for (let round = 0; round < warmUpRounds + rounds; round += 1) {
    const turn = round % contestants.length;
    const inTurn = [...contestants.slice(turn), ...contestants.slice(0, turn)];
    for (const step of stepNames) {
      for (const contestant of inTurn) {
        const use = await doStep(contestant, step, round);
        if (round >= warmUpRounds) uses.get(step)?.get(contestant.name)?.push(use);
      }
    }
  }
  return [...uses].flatMap(([step, each]) => rowsOf(step, each));
}

/** What the same orders cost in Dynamoose and here, beside each other: requests, and this process's CPU. */
export async function measure(): Promise<readonly Row[]> {
  const database = await startTestDatabase({ databases: "perCredential", tuning: "sustained" });
  try {
    return await measureAll(await contestantsAt(database.endpoint));
  } finally {
    await database.stop();
  }
}
