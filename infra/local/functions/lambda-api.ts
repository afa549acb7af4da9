import { type AwsApi, type AwsCall, AwsError, type InvokeResult } from "../ports.ts";
import { arn } from "../template/physical.ts";
import type { FunctionDefinition } from "./definition.ts";
import type { Functions } from "./functions.ts";
import { eventBytes, requestBytes } from "./quotas.ts";

type Dependencies = Pick<Functions, "definitions" | "invoke" | "reserved"> & {
  /** Puts an event into Lambda's queue for asynchronous invocation. */
  invokeAsync(functionName: string, event: unknown): void;
};

/**
 * What a person with the AWS CLI asks of `lambda`: list and invoke functions, and stop one by reserving no concurrency for
 * it. Source: Lambda API Reference, the page of each operation.
 */
export function createLambdaApi({ definitions, invoke, invokeAsync, reserved }: Dependencies): AwsApi {
  const find = ({ input: { FunctionName } }: AwsCall): FunctionDefinition => {
    const found = definitions().find((definition) => [definition.name, definition.arn].includes(String(FunctionName)));
    if (found !== undefined) return found;
    const asked = String(FunctionName).startsWith("arn:") ? FunctionName : arn("lambda", `function:${FunctionName}`);
    throw new AwsError("ResourceNotFoundException", `Function not found: ${asked}`, 404);
  };
  const concurrencyOf = ({ name }: FunctionDefinition) => {
    const ReservedConcurrentExecutions = reserved.get(name);
    return ReservedConcurrentExecutions === undefined ? {} : { ReservedConcurrentExecutions };
  };
  return {
    service: "lambda",
    operations: {
      ListFunctions: async () => ({ Functions: definitions().map(configuration) }),
      async Invoke(call) {
        const { name } = find(call);
        const { InvocationType = "RequestResponse" } = call.input;
        if (InvocationType === "Event") {
          invokeAsync(name, eventOf(call, eventBytes));
          return { StatusCode: 202 };
        }
        if (InvocationType !== "RequestResponse") {
          throw new AwsError("InvalidParameterValueException", `Invocation type ${InvocationType} is not known here.`);
        }
        const event = eventOf(call, requestBytes);
        return answerOf(await invoke(name, event, call.traceHeader ? { traceHeader: call.traceHeader } : {}));
      },
      async PutFunctionConcurrency(call) {
        const definition = find(call);
        const { ReservedConcurrentExecutions: count } = call.input;
        if (!Number.isInteger(count) || Number(count) < 0) {
          throw new AwsError("InvalidParameterValueException", "ReservedConcurrentExecutions is a number from 0 on.");
        }
        reserved.set(definition.name, Number(count));
        return concurrencyOf(definition);
      },
      GetFunctionConcurrency: async (call) => concurrencyOf(find(call)),
      async DeleteFunctionConcurrency(call) {
        reserved.delete(find(call).name);
        return {};
      },
    },
  };
}

function configuration(definition: FunctionDefinition) {
  return {
    FunctionName: definition.name,
    FunctionArn: definition.arn,
    Runtime: definition.runtime,
    Role: definition.roleArn,
    Handler: definition.handler,
    Timeout: definition.timeoutMilliseconds / 1_000,
    MemorySize: definition.memoryMegabytes,
    Environment: { Variables: definition.variables },
    LoggingConfig: { LogGroup: definition.logGroup },
    Version: "$LATEST",
  };
}

function eventOf({ input: { Payload } }: AwsCall, quota: number): unknown {
  const text = String(Payload ?? "");
  if (Buffer.byteLength(text) >= quota) {
    const message = `Request must be smaller than ${quota} bytes for the InvokeFunction operation`;
    throw new AwsError("RequestEntityTooLargeException", message, 413);
  }
  try {
    return JSON.parse(text || "{}");
  } catch (error) {
    const message = `Could not parse request body into json: ${String(error)}`;
    throw new AwsError("InvalidRequestContentException", message);
  }
}

/** A function that fails is a success of the operation, told by `FunctionError`; one that may not run is an error of it. */
function answerOf(result: InvokeResult) {
  const answer = { StatusCode: 200, ExecutedVersion: "$LATEST" };
  if (result.ok) return { ...answer, Payload: JSON.stringify(result.payload) };
  const { failure, errorType, errorMessage } = result;
  if (failure === "throttle") throw new AwsError("TooManyRequestsException", errorMessage, 429);
  return { ...answer, FunctionError: "Unhandled", Payload: JSON.stringify({ errorType, errorMessage }) };
}
