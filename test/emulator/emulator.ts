/** `npm run e2e:emulator`: the end-to-end suite against MiniStack, to which the CDK app was deployed. */
import { enter } from "../support/deployed.ts";
import { type FileResult, runSuite } from "../support/suite.ts";
import { deploy } from "./deploy.ts";
import { filesNotRun, gaps } from "./gaps.ts";
import { judge } from "./judge.ts";
import { CannotRun, install, logFile, start } from "./ministack.ts";

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function lineOf({ file, seconds, passed, failures }: FileResult): string {
  return `  ${file}: ${passed} passed, ${failures.length} failed (${seconds} s)`;
}

/** Prints what came of it, and answers whether it is what the list of gaps says. */
function report(results: readonly FileResult[]): boolean {
  const failures = results.flatMap((result) => result.failures);
  const { unexpected, explained, closed } = judge(failures, gaps);
  for (const gap of gaps) console.log(`\nA gap, shown by ${explained.get(gap) ?? 0}: ${gap.reason}`);
  for (const [file, reason] of Object.entries(filesNotRun)) console.log(`\nNot run, ${file}: ${reason}`);
  for (const { reason } of closed) console.log(`\nNo test shows this gap any more, take it off the list: ${reason}`);
  for (const { file, test, message } of unexpected) console.log(`\nFAILED ${file} > ${test}\n  ${message}`);
  const passed = sum(results.map((result) => result.passed));
  const skipped = sum(results.map((result) => result.skipped));
  const listed = failures.length - unexpected.length;
  console.log(
    `\n${passed} passed, ${listed} failed by a listed gap, ${unexpected.length} failed, ${skipped} skipped, ${Object.keys(filesNotRun).length} files not run.`,
  );
  return passed > 0 && unexpected.length === 0 && closed.length === 0 && skipped === 0;
}

async function run(signal: AbortSignal): Promise<boolean> {
  console.log("Installing MiniStack, unless it is there …");
  await install(signal);
  const emulator = await start();
  try {
    console.log(`MiniStack runs at ${emulator.endpoint} and writes ${logFile}. Building and deploying …`);
    const outputs = await deploy(emulator.endpoint, signal);
    console.log(`Deployed: ${outputs.ApiUrl}. Running test/e2e …`);
    const { ready } = await enter(outputs, emulator.endpoint);
    const without = Object.keys(filesNotRun);
    return report(await runSuite(ready, { without, signal, onFile: (result) => console.log(lineOf(result)) }));
  } finally {
    await emulator.stop();
  }
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

try {
  process.exitCode = (await run(interruption.signal)) ? 0 : 1;
} catch (error) {
  process.exitCode = interruption.signal.aborted ? 130 : 1;
  if (!interruption.signal.aborted) console.error(error instanceof CannotRun ? error.message : error);
}
