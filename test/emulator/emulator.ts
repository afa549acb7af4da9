/** `npm run e2e:emulator`: the end-to-end suite against MiniStack, to which the CDK app was deployed. */
import { enter } from "../support/deployed.ts";
import { type FileResult, runSuite } from "../support/suite.ts";
import { deploy } from "./deploy.ts";
import { filesNotRun, gaps } from "./gaps.ts";
import { judge } from "./judge.ts";
import { CannotRun, type Emulator, install, logFile, start } from "./ministack.ts";

const aborted = new AbortController();
let emulator: Emulator | undefined;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

const lineOf = ({ file, seconds, passed, failures }: FileResult): string =>
  `  ${file}: ${passed} passed, ${failures.length} failed (${seconds} s)`;

/** Prints what came of it, and answers whether it is what the list of gaps says. */
const report = (results: readonly FileResult[]): boolean => {
  const failures = results.flatMap((result) => result.failures);
  const { unexpected, explained, closed } = judge(failures, gaps);
  for (const [{ reason }, count] of explained) console.log(`\nA gap, shown by ${count}: ${reason}`);
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
};

const run = async (): Promise<boolean> => {
  const { signal } = aborted;
  console.log("Installing MiniStack, unless it is there …");
  await install(signal);
  emulator = await start();
  console.log(`MiniStack runs at ${emulator.endpoint} and writes ${logFile}. Building and deploying …`);
  const outputs = await deploy(emulator.endpoint, signal);
  console.log(`Deployed: ${outputs.ApiUrl}. Running test/e2e …`);
  const { ready } = await enter(outputs, emulator.endpoint);
  const results = await runSuite(ready, {
    without: Object.keys(filesNotRun),
    onFile: (result) => console.log(lineOf(result)),
  });
  return report(results);
};

const interrupt = async (): Promise<void> => {
  console.log("Interrupted: ending MiniStack …");
  aborted.abort();
  await emulator?.stop();
  process.exit(130);
};

for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => void interrupt());

try {
  process.exitCode = (await run()) ? 0 : 1;
} catch (error) {
  if (!aborted.signal.aborted) console.error(error instanceof CannotRun ? error.message : error);
  process.exitCode = 1;
} finally {
  if (!aborted.signal.aborted) await emulator?.stop();
}
