/** `npm start`: builds, synthesizes and runs everything on this machine until it is told to end. */
import { join, resolve } from "node:path";
import { SeedError, seedShop } from "../../cli/src/demo-shop/fill-shop.ts";
import { createDemoUsers, type DemoUser } from "../../cli/src/demo-shop/users.ts";
import { type Arguments, ArgumentsError, HELP, readArguments } from "./arguments.ts";
import { assemblyFolder, BuildError, buildFunctions, root, synthesize } from "./build.ts";
import { DynamoDbLocalError } from "./endpoint/dynamodb-local.ts";
import { TableMismatchError } from "./endpoint/tables.ts";
import { FaultPlanError, readFaultPlan } from "./fault-plan.ts";
import { FunctionDefinitionError } from "./functions/definition.ts";
import { describeReady, IncompleteStackError, type Ready, writeReadyFile } from "./ready.ts";
import { reloadOnChange } from "./reload.ts";
import { type Runtime, startRuntime } from "./runtime.ts";
import { StateFolderError } from "./state.ts";
import { AssemblyError } from "./template/assembly.ts";
import { TemplateError } from "./template/resources.ts";

/** Errors whose message is a sentence for people, with the remedy; anything else is a bug and shows its stack. */
const FOR_PEOPLE = [
  ArgumentsError,
  AssemblyError,
  BuildError,
  DynamoDbLocalError,
  FaultPlanError,
  FunctionDefinitionError,
  IncompleteStackError,
  SeedError,
  StateFolderError,
  TableMismatchError,
  TemplateError,
];
/** Where `npm run demo` and `npm run trace` look when they are not told otherwise. */
const DEFAULT_READY_FILE = join(import.meta.dirname, "../../.millrace/ready.json");

const say = (text: string) => void process.stdout.write(`${text}\n`);

// Lambda runs in UTC, and the functions share this process.
process.env.TZ = "UTC";
try {
  await main();
} catch (error) {
  process.stderr.write(`\n${explain(error)}\n`);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options.help) return say(HELP);
  const aborting = new AbortController();
  const rebuilding = new AbortController();
  let runtime: Runtime | undefined;
  const stop = async () => {
    await runtime?.stop();
    process.exit(0);
  };
  const end = () => {
    process.once("SIGINT", () => process.exit(130));
    aborting.abort();
    rebuilding.abort();
    void stop();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);

  const steps = createSteps();
  try {
    runtime = await startAll(options, aborting.signal, steps.begin);
  } finally {
    // A build that still runs when another part has failed; nothing otherwise.
    aborting.abort();
  }
  const stage = process.env.MILLRACE_STAGE ?? "dev";
  steps.begin("Making demo users");
  const ready = describeReady(runtime, stage, await createDemoUsers(runtime.resources, runtime.awsUrl));
  steps.begin("Filling the shop");
  await seedShop(ready);
  steps.end();
  writeReadyFile(options.readyFile ?? DEFAULT_READY_FILE, ready);
  welcome(ready);
  if (options.watch) {
    const { replaceBundle } = runtime;
    reloadOnChange({
      root,
      build: () => buildFunctions(rebuilding.signal),
      replace: (name, bundleFolder) => replaceBundle(`${stage}-${name}`, bundleFolder),
      say,
    });
  }
  await runtime.failed;
  await runtime.stop();
  throw new DynamoDbLocalError("DynamoDB Local has ended on its own, so the stack cannot go on. Start again.");
}

function startAll(options: Arguments, signal: AbortSignal, onStep: (step: string) => void): Promise<Runtime> {
  const { port, data, environments } = options;
  return startRuntime({
    assemblyFolder,
    ports: port === 0 ? { api: 0, aws: 0, admin: 0 } : { api: port, aws: port + 1, admin: port + 2 },
    ...(data === undefined ? {} : { dataFolder: resolve(data) }),
    environmentsPerFunction: environments,
    faults: options.faults === undefined ? [] : readFaultPlan(options.faults),
    // A run in memory can be repeated; one that keeps state must not make the ids of the last run again.
    seed: data === undefined ? 1 : Date.now(),
    tuning: "sustained",
    onStep,
    onLine: say,
    async prepare() {
      onStep("Bundling the functions (DynamoDB Local starts meanwhile)");
      await buildFunctions(signal);
      onStep("Synthesizing the stacks");
      await synthesize(signal);
    },
  });
}

/** Prints each step when it begins, and the seconds it took when the next one does. */
function createSteps() {
  let since: number | undefined;
  const end = () => {
    if (since !== undefined) say(` ${((performance.now() - since) / 1_000).toFixed(1)} s`);
    since = undefined;
  };
  return {
    end,
    begin(name: string) {
      end();
      process.stdout.write(`  ${name} …`);
      since = performance.now();
    },
  };
}

function welcome(ready: Ready): void {
  const userLine = ({ role, username, password }: DemoUser) =>
    `  ${role.padEnd(14)} ${username.padEnd(28)} ${password}`;
  say(`
Millrace is ready.

  API            ${ready.apiUrl}
  AWS endpoint   ${ready.awsEndpoint}   (access key id "local", any secret)
  Admin          ${ready.adminUrl}   (/mailbox /messages /denials /grants /alarms /metrics /faults /clock /logs)

Demo users
${ready.users.map(userLine).join("\n")}

A first order: npm run demo, or see "The first order" in README.md. Ctrl-C ends everything.`);
}

function explain(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    const port = "port" in error ? error.port : "";
    return `Port ${port} is taken. End what uses it, or choose other ports: npm start -- --port 5000 (or --port 0 for free ones).`;
  }
  if (FOR_PEOPLE.some((kind) => error instanceof kind)) return (error as Error).message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
