import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { XRayClient } from "@aws-sdk/client-xray";
import { defaultReadyFile, readLocalReady } from "./ready.ts";
import { findTraces } from "./story/find-traces.ts";
import { storyOf } from "./story/story.ts";
import { storyLines } from "./story/story-lines.ts";

const help = `npm run trace -- <order id> [options]

Prints the story of an order as one tree: calls, functions, relay and consumers, from X-Ray's traces.
It asks the running local stack when there is one, else the cloud with your usual AWS configuration.

  --ready-file FILE    where the local stack says how it is reached (default .millrace/ready.json)
  --aws-endpoint URL   ask this endpoint instead
  --json               print the tree as JSON
  --help               print this`;

process.exitCode = await main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(explain(error));
  return 1;
});

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      "ready-file": { type: "string" },
      "aws-endpoint": { type: "string" },
      json: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  const [orderId] = positionals;
  if (values.help || orderId === undefined) {
    console.log(help);
    return values.help ? 0 : 1;
  }
  const endpoint = values["aws-endpoint"] ?? endpointOf(values["ready-file"]);
  const traces = await findTraces(createClient(endpoint), orderId, Date.now());
  if (traces.length === 0) {
    console.error(
      `No trace of ${orderId} is known at ${endpoint ?? "AWS"}. X-Ray keeps traces for 30 days, the local stack until it ends.`,
    );
    return 1;
  }
  const story = storyOf(orderId, traces);
  console.log(values.json ? JSON.stringify(story, undefined, 2) : storyLines(story).join("\n"));
  return 0;
}

/** The endpoint the local stack wrote down; without such a file, the cloud is asked. */
function endpointOf(readyFile: string | undefined): string | undefined {
  if (readyFile === undefined && !existsSync(defaultReadyFile)) return undefined;
  return readLocalReady(readyFile).awsEndpoint;
}

/** The local endpoint knows the operator by the access key id `local`. */
function createClient(endpoint: string | undefined): XRayClient {
  if (endpoint === undefined) return new XRayClient({});
  return new XRayClient({
    endpoint,
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  });
}

function explain(error: unknown): string {
  const { code, message, name } = error as { code?: string; message?: string; name?: string };
  if (code === "ECONNREFUSED")
    return "Nothing answers at the local stack's endpoint. Start the stack with npm start, or name the cloud's configuration.";
  return code === undefined || name === "RangeError" ? String(message ?? error) : `${code}: ${message}`;
}
