/** `npm run test:dynoxide`: the suites that need a table, on dynoxide in place of DynamoDB Local. */
import { runSuite, type Suite } from "../support/suite.ts";
import { filesNotRun, gaps } from "./dynoxide-gaps.ts";
import { lineOf, report } from "./report.ts";

const env = { MILLRACE_ENGINE: "dynoxide" };
const suites: readonly Suite[] = [
  { project: "house", folders: ["services/", "shared/", "infra/local/", "test/integration/"], env },
  { project: "e2e", folders: ["test/e2e/", "test/e2e-local/"], env },
];

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

try {
  const results = [];
  for (const suite of suites) {
    const options = { without: Object.keys(filesNotRun), signal: interruption.signal };
    results.push(...(await runSuite(suite, { ...options, onFile: (result) => console.log(lineOf(result)) })));
  }
  process.exitCode = report(results, gaps, filesNotRun) ? 0 : 1;
} catch (error) {
  if (!interruption.signal.aborted) throw error;
  process.exitCode = 130;
}
