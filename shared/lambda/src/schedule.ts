import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import { createHandler } from "@millrace/contracts/create-handler";
import type { Origin } from "@millrace/contracts/define-route";
import type { Schedule } from "@millrace/contracts/define-service";
import { whenCalled } from "@millrace/kernel/lazy";
import type { Context } from "aws-lambda";
import type { ChainPorts } from "./chain-ports.ts";
import { annotate, logger, tracer } from "./observability.ts";
import { originOfRun } from "./origin.ts";

/**
 * The schedule chain: a failed run is logged, counted as the function's error, and tried again at the next tick. The
 * schedule and its service's ports are loaded for the first run. The functions' entry files, derived from the manifests,
 * call it.
 *
 * @throws what the schedule throws
 */
export function runWhenDue<Ports extends ChainPorts>(
  load: () => Promise<Schedule<Ports>>,
  loadPorts: () => Promise<Ports>,
) {
  const run = whenCalled(async () => {
    const [schedule, ports] = await Promise.all([load(), loadPorts()]);
    const handle = createHandler(schedule, ports);
    return (origin: Origin) => handle({ at: ports.now(), origin });
  });
  return middy(async (_event: unknown, context: Context): Promise<void> => {
    annotate({ correlationId: context.awsRequestId });
    await run(originOfRun(context.functionName, context.awsRequestId));
  })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}

/** Runs a schedule that is there already: `runWhenDue`. */
export function scheduleHandler<Ports extends ChainPorts>(schedule: Schedule<Ports>, ports: Ports) {
  return runWhenDue(
    async () => schedule,
    async () => ports,
  );
}
