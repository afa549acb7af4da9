import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent } from "aws-lambda";
import { logger, tracer } from "./observability.ts";

/** Takes the lines of a log group in the order they were written; what it throws brings all of them back. */
export type TakeLines = (lines: readonly string[]) => Promise<void>;

const unzip = promisify(gunzip);

/**
 * The chain behind a log group's subscription. What arrives is gzip in base 64; CloudWatch Logs also sends control
 * messages to see whether somebody is there (CloudWatch Logs User Guide, "Subscription filters").
 *
 * @throws what `take` throws: Lambda then calls again, twice
 */
export function logsHandler(take: TakeLines) {
  return middy(async ({ awslogs }: CloudWatchLogsEvent): Promise<void> => {
    const text = (await unzip(Buffer.from(awslogs.data, "base64"))).toString();
    const { messageType, logEvents }: CloudWatchLogsDecodedData = JSON.parse(text);
    if (messageType === "DATA_MESSAGE") await take(logEvents.map(({ message }) => message));
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
