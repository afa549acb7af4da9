import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import { createHandler } from "@millrace/contracts/create-handler";
import type { Schedule } from "@millrace/contracts/define-service";
import type { Context } from "aws-lambda";
import type { ChainPorts } from "./chain-ports.ts";
import { annotate, logger, tracer } from "./observability.ts";
import { originOfRun } from "./origin.ts";

/**
 * The schedule chain: a failed run is logged, counted as the function's error, and tried again at the next tick.
 *
 * @throws what the schedule throws
 */
export function scheduleHandler<Ports extends ChainPorts>(schedule: Schedule<Ports>, ports: Ports) {
  const run = createHandler(schedule, ports);
  return middy(async (_event: unknown, context: Context): Promise<void> => {
    annotate({ correlationId: context.awsRequestId });
    await run({ at: ports.now(), origin: originOfRun(context.functionName, context.awsRequestId) });
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
