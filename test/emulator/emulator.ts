/** `npm run e2e:emulator`: the end-to-end suite against MiniStack, to which the CDK app was deployed. */
import { enter } from "../support/deployed.ts";
import { CannotRun } from "../support/python-program.ts";
import { runAgainst } from "../support/suite.ts";
import { deploy } from "./deploy.ts";
import { filesNotRun, gaps } from "./gaps.ts";
import { install, logFile, start } from "./ministack.ts";
import { lineOf, report } from "./report.ts";

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
    const results = await runAgainst(ready, { without, signal, onFile: (result) => console.log(lineOf(result)) });
    return report(results, gaps, filesNotRun);
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
