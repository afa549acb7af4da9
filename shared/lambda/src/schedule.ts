import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { Schedule } from "@millrace/contracts/define-service";
import type { Context } from "aws-lambda";
import { annotate, logger, tracer } from "./observability.ts";
import { originOfRun } from "./origin.ts";

/** The schedule chain: a failed run is logged, counted as the function's error, and tried again at the next tick. */
export function scheduleHandler<Ports>(schedule: Schedule<Ports>, ports: Ports) {
  const run = schedule.create(ports);
  return middy(async (_event: unknown, context: Context): Promise<void> => {
    annotate({ correlationId: context.awsRequestId });
    await run(originOfRun(context.functionName, context.awsRequestId));
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
