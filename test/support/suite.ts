import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { startVitest, type TestModule } from "vitest/node";
import type { Ready } from "./ready.ts";

/** One test that failed, or a file or a group of tests that could not begin; then `test` is its name, or empty. */
export type Failure = { readonly file: string; readonly test: string; readonly message: string };

export type FileResult = {
  readonly file: string;
  readonly seconds: number;
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Failure[];
};

const resultOf = (module: TestModule): FileResult => {
  const file = module.relativeModuleId;
  const tests = [...module.children.allTests()];
  const failuresOf = (test: string, errors: readonly { readonly message: string }[]): readonly Failure[] =>
    errors.map(({ message }) => ({ file, test, message }));
  const inState = (state: string) => tests.filter((test) => test.result().state === state);
  return {
    file,
    seconds: Math.round(module.diagnostic().duration / 1000),
    passed: inState("passed").length,
    skipped: inState("skipped").length,
    failures: [
      ...failuresOf("", module.errors()),
      ...[...module.children.allSuites()].flatMap((suite) => failuresOf(suite.fullName, suite.errors())),
      ...inState("failed").map((test) => ({
        file,
        test: test.fullName,
        message:
          test
            .result()
            .errors?.map(({ message }) => message)
            .join("\n") ?? "",
      })),
    ],
  };
};

export type SuiteOptions = {
  /** Files to leave out. */
  readonly without?: readonly string[];
  /** Told of each file as it ends. */
  readonly onFile: (result: FileResult) => void;
};

/** Runs `test/e2e` against a deployment, file by file, and answers what came of each. */
export const runSuite = async (
  ready: Ready,
  { without = [], onFile }: SuiteOptions,
): Promise<readonly FileResult[]> => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-suite-"));
  const readyFile = join(folder, "ready.json");
  writeFileSync(readyFile, JSON.stringify(ready), { mode: 0o600 });
  process.env["MILLRACE_READY_FILE"] = readyFile;
  const results: FileResult[] = [];
  const reporter = {
    onTestModuleEnd(module: TestModule): void {
      const result = resultOf(module);
      results.push(result);
      onFile(result);
    },
  };
  try {
    const vitest = await startVitest("test", ["test/e2e/"], {
      root: resolve(import.meta.dirname, "../.."),
      watch: false,
      project: ["e2e"],
      cliExclude: [...without],
      reporters: [reporter],
    });
    await vitest.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return results;
};
