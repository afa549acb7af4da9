/**
 * `npm run fuzz`: Schemathesis makes requests from the description of the running stack, valid and invalid ones, as guest,
 * customer and staff, and holds each answer against it: no 5xx, no status, header or body that is not declared.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { accepted, createApi } from "../../cli/src/http-client.ts";
import { type Ready, readReady } from "../../cli/src/ready.ts";
import { signInAs, signUp } from "../../cli/src/sign-in.ts";
import { CannotRun, installPython } from "../support/python-program.ts";

const help = `npm run fuzz [-- options]

Asks the stack that "npm start" runs, and leaves in it whatever it makes: some 10,000 requests in 8 minutes.

  --seconds N   how long for each caller; 150
  --seed N      which requests; 1. The same seed makes the same ones
  --ready-file  the stack that wrote this file
  --help        prints this
`;

const options = {
  seconds: { type: "string", default: "150" },
  seed: { type: "string", default: "1" },
  "ready-file": { type: "string" },
  help: { type: "boolean", default: false },
} as const;

const venv = resolve(import.meta.dirname, "../../.millrace/schemathesis");
const requirements = join(import.meta.dirname, "requirements.txt");

/** What an answer is held against; what is refused and what is not, the end-to-end suites know better. */
const checks = [
  "not_a_server_error",
  ...["status_code", "content_type", "response_headers", "response_schema"].map((part) => `${part}_conformance`),
];

/** The tokens of those in whose name it asks. */
async function callers(ready: Ready): Promise<Readonly<Record<string, string>>> {
  const cart = accepted(await createApi(ready.apiUrl)("POST", "/v1/guest-carts", { body: { currency: "EUR" } }));
  const [customer, staff] = [await signUp(ready), await signInAs(ready, "admin")];
  return { guest: cart.json.guestToken, customer: customer.accessToken, staff: staff.accessToken };
}

/** Whether nothing was found. */
async function fuzz(apiUrl: string, token: string, seconds: string, seed: string): Promise<boolean> {
  const args = [
    ...["run", `${apiUrl}/v1/openapi.json`, "--url", apiUrl, "--header", `Authorization: Bearer ${token}`],
    ...["--checks", checks.join(","), "--phases", "examples,coverage,fuzzing", "--max-examples", "40"],
    ...["--max-time", seconds, "--seed", seed, "--continue-on-failure", "--generation-database", "none"],
    ...["--workers", "1", "--warnings", "off", "--suppress-health-check", "all"],
  ];
  const child = spawn(join(venv, "bin/schemathesis"), args, { stdio: "inherit" });
  const [code] = (await once(child, "exit")) as [number | null];
  return code === 0;
}

async function main(): Promise<boolean> {
  const { values } = parseArgs({ options });
  if (values.help) {
    process.stdout.write(help);
    return true;
  }
  await installPython("Schemathesis", { venv, requirements }, new AbortController().signal);
  const ready = readReady(values["ready-file"]);
  let isClean = true;
  for (const [caller, token] of Object.entries(await callers(ready))) {
    process.stdout.write(`\nAs ${caller}\n`);
    isClean = (await fuzz(ready.apiUrl, token, values.seconds, values.seed)) && isClean;
  }
  return isClean;
}

try {
  process.exitCode = (await main()) ? 0 : 1;
} catch (error) {
  if (!(error instanceof CannotRun)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
