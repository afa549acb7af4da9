/** Runs tests in a process of their own, which tells its parent what came of each file; the argument says which, as JSON. */
import { resolve } from "node:path";
import { startVitest, type TestModule } from "vitest/node";
import * as z from "zod";
import type { Failure, FileResult } from "./suite.ts";

function resultOf(module: TestModule): FileResult {
  const file = module.relativeModuleId;
  const tests = [...module.children.allTests()];
  const failuresOf = (test: string, errors: readonly { readonly message: string }[] = []): readonly Failure[] =>
    errors.length === 0 ? [] : [{ file, test, message: errors.map(({ message }) => message).join("\n") }];
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  return {
    file,
    seconds: Math.round(module.diagnostic().duration / 1000),
    passed: inState("passed").length,
    skipped: inState("skipped").length,
    failures: [
      ...failuresOf("", module.errors()),
      ...[...module.children.allSuites()].flatMap((suite) => failuresOf(suite.fullName, suite.errors())),
      ...inState("failed").flatMap((test) => failuresOf(test.fullName, test.result().errors)),
    ],
  };
}

const [given = "{}"] = process.argv.slice(2);
const { project, folders, without } = z
  .object({ project: z.string(), folders: z.array(z.string()), without: z.array(z.string()) })
  .parse(JSON.parse(given));

const vitest = await startVitest("test", folders, {
  root: resolve(import.meta.dirname, "../.."),
  watch: false,
  project: [project],
  cliExclude: without,
  reporters: [{ onTestModuleEnd: (module) => void process.send?.(resultOf(module)) }],
});
process.send?.("complete");
await vitest.close();
