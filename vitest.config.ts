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
          include: ["{shared,services,infra}/**/*.test.ts", "test/{contracts,infra,demo,bench}/**/*.test.ts"],
          globalSetup: "test/support/dynamodb-local.ts",
          testTimeout: 30_000,
        },
      },
    ],
  },
});
