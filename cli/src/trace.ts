/** `npm run trace`: prints the story of an order as one tree. */
import { existsSync } from "node:fs";
import { XRayClient } from "@aws-sdk/client-xray";
import { explain, parseArguments, texts } from "./command-line.ts";
import { readLocalReady, usualReadyFile } from "./ready.ts";
import { awsSettings } from "./sign-in.ts";
import { findTraces, orderIdOf } from "./story/find-traces.ts";
import { storyOf } from "./story/story.ts";
import { storyLines } from "./story/story-lines.ts";

const help = `npm run trace -- <order id or number> [options]

Prints the story of an order as one tree: calls, functions, relay and consumers, from X-Ray's traces. The id finds them
at once; for the number (M-5X7T-9V1X-3Z5B) the traces of the last 30 days are searched, the newest first.
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
  const options = {
    ...texts("ready-file", "aws-endpoint"),
    json: { type: "boolean" },
    help: { type: "boolean" },
  } as const;
  const { values, positionals } = parseArguments(args, options, 1);
  const [asked] = positionals;
  if (values.help || asked === undefined) {
    console.log(help);
    return values.help ? 0 : 1;
  }
  const awsEndpoint = values["aws-endpoint"] ?? endpointOf(values["ready-file"]);
  // A local endpoint knows no regions.
  const xray = new XRayClient(awsEndpoint === undefined ? {} : awsSettings({ awsEndpoint, region: "us-east-1" }));
  const now = Date.now();
  const orderId = await orderIdOf(xray, asked, now);
  const traces = orderId === undefined ? [] : await findTraces(xray, orderId, now);
  if (orderId === undefined || traces.length === 0) {
    console.error(
      `No trace of ${asked} is known at ${awsEndpoint ?? "AWS"}. X-Ray keeps traces for 30 days, the local stack until it ends.`,
    );
    return 1;
  }
  const story = storyOf(orderId, traces);
  console.log(values.json ? JSON.stringify(story, undefined, 2) : storyLines(story).join("\n"));
  return 0;
}

/** The endpoint the local stack wrote down; without such a file, the cloud is asked. */
function endpointOf(readyFile: string | undefined): string | undefined {
  if (readyFile === undefined && !existsSync(usualReadyFile)) return undefined;
  return readLocalReady(readyFile).awsEndpoint;
}
