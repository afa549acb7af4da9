/** `npm start`: builds, synthesizes and runs everything on this machine until it is told to end. */
import { resolve } from "node:path";
import { assemblyFolder, buildFunctions, root, synthesize } from "../../infra/local/build.ts";
import { DatabaseError } from "../../infra/local/endpoint/database-process.ts";
import { readFaultPlan } from "../../infra/local/fault-plan.ts";
import { reloadOnChange } from "../../infra/local/reload.ts";
import { type Runtime, startRuntime } from "../../infra/local/runtime.ts";
import { explain } from "./command-line.ts";
import { fillShop } from "./demo-shop/fill-shop.ts";
import { createDemoUsers } from "./demo-shop/users.ts";
import type { LocalReady, Person } from "./ready.ts";
import { type Arguments, help, readArguments } from "./start/arguments.ts";
import { describeReady, writeReadyFiles } from "./start/ready-file.ts";

// Lambda runs in UTC, and the functions share this process.
process.env.TZ = "UTC";
try {
  await main();
} catch (error) {
  console.error(`\n${inWords(error)}`);
  process.exit(1);
}

async function main(): Promise<void> {
  const options = readArguments(process.argv.slice(2));
  if (options.help) return console.log(help);
  const ending = new AbortController();
  let runtime: Runtime | undefined;
  const stop = async () => {
    await runtime?.stop();
    process.exit(0);
  };
  const end = () => {
    process.once("SIGINT", () => process.exit(130));
    ending.abort();
    void stop();
  };
  process.once("SIGINT", end);
  process.once("SIGTERM", end);

  const steps = createSteps();
  runtime = await startAll(options, ending.signal, steps.begin);
  const stage = process.env.MILLRACE_STAGE ?? "dev";
  const ready = await fill(runtime, stage, steps.begin);
  steps.end();
  writeReadyFiles(ready, options.readyFile);
  welcome(ready);
  if (options.watch) {
    const { replaceBundle } = runtime;
    reloadOnChange({
      root,
      build: () => buildFunctions(ending.signal),
      replace: (name, bundleFolder) => replaceBundle(`${stage}-${name}`, bundleFolder),
      say: console.log,
    });
  }
  await runtime.failed;
  await runtime.stop();
  throw new DatabaseError("The database has ended on its own, so the stack cannot go on. Start again.");
}

async function startAll(options: Arguments, ending: AbortSignal, onStep: (step: string) => void): Promise<Runtime> {
  const { port, data, engine, environments } = options;
  const building = new AbortController();
  const signal = AbortSignal.any([ending, building.signal]);
  try {
    return await startRuntime({
      assemblyFolder,
      ports: port === 0 ? { api: 0, aws: 0, admin: 0 } : { api: port, aws: port + 1, admin: port + 2 },
      ...(data === undefined ? {} : { dataFolder: resolve(data) }),
      engine,
      environmentsPerFunction: environments,
      faults: options.faults === undefined ? [] : readFaultPlan(options.faults),
      // A run in memory can be repeated; one that keeps state must not make the ids of the last run again.
      seed: data === undefined ? 1 : Date.now(),
      tuning: "sustained",
      onStep,
      onLine: console.log,
      async prepare() {
        onStep("Bundling the functions (the database starts meanwhile)");
        await buildFunctions(signal);
        onStep("Synthesizing the stacks");
        await synthesize(signal, { origins: options.origins });
      },
    });
  } finally {
    // A build that still runs when another part has failed; nothing otherwise.
    building.abort();
  }
}

/** Puts people and goods into a stack that has just started. */
async function fill(runtime: Runtime, stage: string, onStep: (step: string) => void): Promise<LocalReady> {
  const reached = describeReady(runtime, stage);
  onStep("Making demo users");
  const ready = { ...reached, users: await createDemoUsers(reached) };
  onStep("Filling the shop");
  await fillShop(ready);
  return ready;
}

/** Prints each step when it begins, and the seconds it took when the next one does. */
function createSteps() {
  let since: number | undefined;
  const end = () => {
    if (since !== undefined) console.log(` ${((performance.now() - since) / 1_000).toFixed(1)} s`);
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

function welcome(ready: LocalReady): void {
  const userLine = ({ group = "customer", username, password }: Person) =>
    `  ${group.padEnd(14)} ${username.padEnd(28)} ${password}`;
  console.log(`
Millrace is ready.

  API            ${ready.apiUrl}
  Reference      ${ready.apiUrl}/docs
  Events         ${ready.apiUrl}/docs/events
  Socket         ${ready.socketUrl}   (tickets by POST /v1/tracking-tickets)
  AWS endpoint   ${ready.awsEndpoint}   (access key id "local", any secret)
  Admin          ${ready.adminUrl}   (/mailbox /messages /denials /grants /alarms /metrics /faults /clock /logs)

Demo users
${ready.users.map(userLine).join("\n")}

A first order: npm run demo, or see "The first order" in README.md. Ctrl-C ends everything.`);
}

function inWords(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    const port = "port" in error ? error.port : "";
    return `Port ${port} is taken. End what uses it, or choose other ports: npm start -- --port 5000 (or --port 0 for free ones).`;
  }
  return explain(error);
}
