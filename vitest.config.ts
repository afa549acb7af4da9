import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // Lambda's own setting: the tracer and the logger of a function under test stay silent.
    env: { POWERTOOLS_TRACE_ENABLED: "false", POWERTOOLS_LOG_LEVEL: "SILENT", AWS_REGION: "us-east-1" },
    projects: [
      {
        extends: true,
        test: {
          name: "house",
          include: [
            "{shared,services,cli,infra,examples}/**/*.test.ts",
            "test/{contracts,docs,infra,integration,bench,emulator}/**/*.test.ts",
          ],
          globalSetup: "test/support/database.ts",
          setupFiles: "test/support/compared-with-sdk.ts",
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/{e2e,e2e-local}/**/*.test.ts"],
          globalSetup: "test/support/stack.ts",
          setupFiles: "test/support/after-each-file.ts",
          // One stack, and some suites break it on purpose: one file after the other.
          fileParallelism: false,
          // Nets, far above what any test takes: a busy machine is no failure.
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
