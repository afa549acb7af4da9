/** `npm run e2e:account -- FILE`: the end-to-end suite against an AWS account, to which the house was deployed. */
import { enter, readOutputs } from "../support/deployed.ts";
import { runAgainst } from "../support/suite.ts";

const usage = `npm run e2e:account -- FILE

Runs test/e2e against a deployed house. FILE is what "cdk deploy --all --outputs-file FILE" wrote. The shell must have
credentials for the account, for the user pool alone: staff are made before the run and deleted after it, shoppers and
all that they buy remain. So give the suite a stage of its own.`;

const [file] = process.argv.slice(2);
if (file === undefined || file.startsWith("-")) {
  console.log(usage);
  process.exit(file === "--help" ? 0 : 2);
}

const interruption = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => interruption.abort());

const { ready, dismiss } = await enter(readOutputs(file));
try {
  const results = await runAgainst(ready, {
    signal: interruption.signal,
    onFile({ file, seconds, passed, skipped, failures }) {
      console.log(`${file}: ${passed} passed, ${failures.length} failed, ${skipped} skipped (${seconds} s)`);
      for (const { test, message } of failures) console.log(`  FAILED ${test}\n    ${message}`);
    },
  });
  const good = results.filter(({ failures, skipped }) => failures.length === 0 && skipped === 0);
  process.exitCode = good.length > 0 && good.length === results.length ? 0 : 1;
} catch (error) {
  if (!interruption.signal.aborted) throw error;
  process.exitCode = 130;
} finally {
  await dismiss();
}
