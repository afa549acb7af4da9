import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { CreateEmailIdentityCommand, SESv2Client } from "@aws-sdk/client-sesv2";
import { awsSettings } from "../../cli/src/sign-in.ts";
import { assemblyFolder, buildFunctions, synthesize } from "../../infra/local/build.ts";
import { type Outputs, readOutputs } from "../support/deployed.ts";
import { copyAssembly } from "./assembly.ts";
import { withoutAws } from "./ministack.ts";

const region = "us-east-1";
const account = "000000000000";

/** Where `infra/cdk/settings.ts` says mails come from. */
const mailFrom = "orders@shop.example";

const root = resolve(import.meta.dirname, "../..");
const folder = join(root, ".millrace/emulator");
const cdkProgram = join(dirname(createRequire(import.meta.url).resolve("aws-cdk/package.json")), "bin/cdk");

/** Runs the CDK command line on the copied assembly. It knows of no AWS but the emulator. */
function cdkAt(endpoint: string, app: string, signal: AbortSignal) {
  return (args: readonly string[]) =>
    promisify(execFile)(process.execPath, [cdkProgram, "--app", app, "--no-notices", ...args], {
      cwd: root,
      signal,
      maxBuffer: 64 * 1024 * 1024,
      env: {
        ...withoutAws(),
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: "local",
        AWS_SECRET_ACCESS_KEY: "local",
        CDK_DISABLE_CLI_TELEMETRY: "true",
        CDK_DISABLE_VERSION_CHECK: "true",
      },
    });
}

/** On AWS the host name says which API or user pool is meant; MiniStack on one address reads it from the path. */
function byPath(outputs: Outputs, endpoint: string): Outputs {
  const { hostname, pathname } = new URL(outputs.ApiUrl);
  const [apiId = ""] = hostname.split(".");
  return {
    ...outputs,
    ApiUrl: `${endpoint}/_aws/execute-api/${apiId}${pathname}`,
    TokenUrl: `${endpoint}/oauth2/token`,
  };
}

/** Bundles, synthesizes and deploys the house as its owner would, and has the sender of its mails verified. */
export async function deploy(endpoint: string, signal: AbortSignal): Promise<Outputs> {
  await buildFunctions(signal);
  await synthesize(signal);
  const app = join(folder, "cdk.out");
  copyAssembly(assemblyFolder, app);
  const cdk = cdkAt(endpoint, app, signal);
  const outputs = join(folder, "outputs.json");
  await cdk(["bootstrap", `aws://${account}/${region}`]);
  await cdk(["deploy", "--all", "--require-approval", "never", "--outputs-file", outputs]);
  const ses = new SESv2Client(awsSettings({ awsEndpoint: endpoint, region }));
  await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: mailFrom }));
  return byPath(readOutputs(outputs), endpoint);
}
