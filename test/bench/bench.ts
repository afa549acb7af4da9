/** `npm run bench`: the numbers of the design, measured on this machine, each beside its budget. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { comparison, type Measurement, measurements } from "./measurements.ts";
import { type Options, OptionsError, readOptions } from "./options.ts";
import { judge, lineOf, type Row } from "./report.ts";

const help = `npm run bench [-- options]

Measures this checkout and prints each number beside its budget. Ends with 1 when one is over. A busy machine makes the
times worse, so the load average stands beside them; counts and sizes are the same on any machine.

  --only NAME   makes this measurement only; may be given more than once
  --json FILE   writes the numbers as JSON too
  --large       lets "growth" grow to 100,000 products too, a quarter of an hour
  --root DIR    lets "house" read the files of another checkout
  --against DIR compares this checkout with another: both stacks up, 8 shoppers in turns, CPU per order and orders per
                second; only that, unless a measurement is named too. There: npm ci
  --rounds N    how often "against" measures each of the two; 5, of which the medians count
  --help        prints this

With MILLRACE_READY_FILE "writes" asks the stack that wrote the file, and starts none.

Measurements
${measurements.map(({ name, about }) => `  ${name.padEnd(12)}  ${about}`).join("\n")}`;

type Measured = { readonly name: string; readonly load: readonly number[]; readonly rows: readonly Row[] };

/** The load average over one minute. */
function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

async function make({ name, environment }: Measurement, { large, root, against, rounds }: Options): Promise<Measured> {
  const before = loadNow();
  const child = fork(join(import.meta.dirname, "measure.ts"), [name], {
    env: {
      ...process.env,
      ...environment,
      MILLRACE_BENCH_LARGE: large ? "1" : "0",
      MILLRACE_BENCH_ROOT: resolve(root ?? join(import.meta.dirname, "../..")),
      MILLRACE_BENCH_AGAINST: resolve(against ?? "."),
      MILLRACE_BENCH_ROUNDS: String(rounds),
    },
  });
  let rows: readonly Row[] = [];
  child.on("message", (message) => {
    rows = message as readonly Row[];
  });
  const [code] = (await once(child, "exit")) as [number | null];
  if (code !== 0) throw new Error(`The measurement "${name}" failed; it said why above.`);
  return { name, load: [before, loadNow()], rows };
}

function print({ name, load, rows }: Measured): void {
  console.log(`\n${name}   (load average ${load.join(" → ")})`);
  for (const row of rows) console.log(`  ${lineOf(row)}`);
}

function chosenBy({ only, against }: Options): readonly Measurement[] {
  const named = measurements.filter(({ name }) => only.includes(name));
  if (against !== undefined) return [...named, comparison];
  return only.length === 0 ? measurements : named;
}

async function run(options: Options): Promise<boolean> {
  const { json } = options;
  console.log(`${availableParallelism()} cores, load average ${loadNow()}, Node ${process.version}`);
  const measured: Measured[] = [];
  for (const measurement of chosenBy(options)) {
    const made = await make(measurement, options);
    print(made);
    measured.push(made);
  }
  const rows = measured.flatMap((made) => made.rows);
  const over = rows.filter((row) => judge(row) === "over");
  if (json !== undefined) {
    const machine = { cores: availableParallelism(), node: process.version };
    writeFileSync(json, `${JSON.stringify({ at: new Date().toISOString(), machine, measured }, null, 2)}\n`);
  }
  console.log(over.length === 0 ? "\nEvery number holds its budget." : `\n${over.length} over budget:`);
  for (const row of over) console.log(`  ${lineOf(row)}`);
  return over.length === 0;
}

try {
  const options = readOptions(
    process.argv.slice(2),
    measurements.map(({ name }) => name),
  );
  if (options.help) console.log(help);
  else process.exitCode = (await run(options)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof OptionsError ? error.message : error);
  process.exitCode = 1;
}
