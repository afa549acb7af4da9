import { execFile, spawnSync } from "node:child_process";
import { promisify } from "node:util";
import type { LocalReady } from "../../cli/src/ready.ts";

/** Whether there is an `aws` command on the PATH. */
export const hasAwsCli = spawnSync("aws", ["--version"]).status === 0;

const longestOutput = 64 * 1024 * 1024;

/** A command that ended badly: what it said, without the path of the program. */
class AwsCliError extends Error {
  override readonly name = "AwsCliError";
}

/**
 * The `aws` command as a person types it against the running stack: nothing is set but the endpoint, the region and keys
 * that stand for the operator, or for the function whose name is given.
 */
export function createAwsCli(
  { awsEndpoint, region }: Pick<LocalReady, "awsEndpoint" | "region">,
  accessKeyId = "local",
) {
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever JSON was printed.
  return async (...args: readonly string[]): Promise<any> => {
    const env = {
      PATH: process.env["PATH"],
      HOME: process.env["HOME"],
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: "local",
      AWS_DEFAULT_REGION: region,
      // A refusal is what some tests ask for: no second try.
      AWS_MAX_ATTEMPTS: "1",
      AWS_CONFIG_FILE: "/dev/null",
      AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    };
    const whole = ["--endpoint-url", awsEndpoint, "--output", "json", ...args];
    const options = { env, maxBuffer: longestOutput };
    const { stdout } = await promisify(execFile)("aws", whole, options).catch((error: Error & { stderr?: string }) => {
      throw new AwsCliError(error.stderr?.trim() || error.message, { cause: error });
    });
    return stdout === "" ? {} : JSON.parse(stdout);
  };
}
