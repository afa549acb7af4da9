import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { LocalReady } from "../../cli/src/ready.ts";
import { hasPython, installPackages } from "./virtual-environment.ts";

const requirements = resolve(import.meta.dirname, "boto3-requirements.txt");
/** Git knows nothing of it; it stays here from run to run. */
const venv = resolve(import.meta.dirname, "../../.millrace/boto3");

/** PyPI answers within seconds, or not at all. */
const longestMilliseconds = 120_000;

/** A Python that has boto3, or why there is none. */
export type Boto3 = { readonly python: string } | { readonly missing: string };

/** Python with boto3 at its pinned version, where there is Python and PyPI can be reached, or was reached before. */
export async function findBoto3(): Promise<Boto3> {
  if (!(await hasPython())) return { missing: "There is no python3 (3.10 or newer) with venv and ensurepip." };
  try {
    return { python: await installPackages(venv, requirements, AbortSignal.timeout(longestMilliseconds)) };
  } catch (error) {
    return { missing: `boto3 could not be installed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/**
 * Runs a script against the running stack, as a person does who has set nothing but the endpoint, the region and the
 * operator's keys; gives the JSON that it printed last.
 */
export async function runPython(python: string, ready: LocalReady, script: string): Promise<unknown> {
  const env = {
    PATH: process.env["PATH"],
    AWS_ENDPOINT_URL: ready.awsEndpoint,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_DEFAULT_REGION: ready.region,
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    READY: JSON.stringify(ready),
  };
  const { stdout } = await promisify(execFile)(python, ["-c", script], { env });
  return JSON.parse(stdout);
}
