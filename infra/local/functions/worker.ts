/**
 * The inside of one execution environment: loads the bundle and runs its handler, one invocation at a time.
 * Source of its rules: "Building Lambda functions with Node.js" and "Using the Lambda context object" in the Lambda
 * developer guide, and aws/aws-lambda-nodejs-runtime-interface-client for log lines and error reports.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import type { ErrorReport, InvokeMessage, Start, WorkerMessage } from "./messages.ts";

type Handler = (event: unknown, context: object) => unknown;

const start = workerData as Start;
const EXTENSIONS = [".mjs", ".js", ".cjs"];

const environment = process.env;
let requestId = "";

moveTime(start.clockOffset);
captureOutput();
await run();

async function run(): Promise<void> {
  let handler: Handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    post({ type: "init-error", error: report(error) });
    return;
  }
  parentPort?.on("message", (message: InvokeMessage) => void invoke(handler, message));
  post({ type: "ready" });
}

async function invoke(handler: Handler, message: InvokeMessage): Promise<void> {
  requestId = message.requestId;
  environment._X_AMZN_TRACE_ID = message.traceHeader;
  const context = createContext(message);
  try {
    const result = await handler(JSON.parse(message.event), context);
    post({ type: "result", requestId: message.requestId, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    const reported = report(error);
    logLine("ERROR", `Invoke Error\t${JSON.stringify({ ...reported, trace: undefined, stack: reported.trace })}`);
    post({ type: "error", requestId: message.requestId, error: reported });
  }
}

async function loadHandler(): Promise<Handler> {
  const dot = start.handler.lastIndexOf(".");
  const [file, name] = [start.handler.slice(0, dot), start.handler.slice(dot + 1)];
  for (const extension of EXTENSIONS) {
    const url = pathToFileURL(join(start.taskRoot, file + extension)).href;
    const module = await importIfThere(url);
    const handler = module?.[name] ?? (module?.default as Record<string, unknown> | undefined)?.[name];
    if (typeof handler === "function") return handler as Handler;
    if (module !== undefined) throw named("Runtime.HandlerNotFound", `${start.handler} is undefined or not exported`);
  }
  throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
}

async function importIfThere(url: string): Promise<Record<string, unknown> | undefined> {
  try {
    return await import(url);
  } catch (error) {
    if (error instanceof Error && "url" in error && error.url === url) return undefined;
    throw error;
  }
}

function createContext(message: InvokeMessage): object {
  const deadline = performance.now() + message.timeoutMilliseconds;
  return {
    awsRequestId: message.requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName: environment.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: environment.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: message.functionArn,
    logGroupName: environment.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: environment.AWS_LAMBDA_LOG_STREAM_NAME,
    memoryLimitInMB: environment.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(deadline - performance.now())),
  };
}

/** Lets `Date` follow the runtime's clock; timers stay real. */
function moveTime(offset: BigInt64Array): void {
  const realNow = Date.now.bind(Date);
  const now = () => realNow() + Number(Atomics.load(offset, 0));
  Date.now = now;
  const moved: DateConstructor = new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new moved(now()).toString(),
  });
  Date.prototype.constructor = moved;
  globalThis.Date = moved;
}

/** Sends output to the runtime in order with the results; `console` lines get time, request id and level in front. */
function captureOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.write = (chunk: Uint8Array | string, ...rest: unknown[]) => {
      for (const line of String(chunk).split("\n")) if (line !== "") post({ type: "log", text: line });
      const done = rest.at(-1);
      if (typeof done === "function") done();
      return true;
    };
  }
  const levels = { debug: "DEBUG", error: "ERROR", info: "INFO", log: "INFO", trace: "TRACE", warn: "WARN" } as const;
  for (const [method, level] of Object.entries(levels)) {
    console[method as keyof typeof levels] = (...items: unknown[]) => logLine(level, format(...items));
  }
}

function logLine(level: string, text: string): void {
  post({ type: "log", text: [new Date().toISOString(), requestId, level, text].join("\t") });
}

function report(error: unknown): ErrorReport {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

function named(name: string, message: string): Error {
  const error = new Error(message);
  error.name = name;
  return error;
}

function post(message: WorkerMessage): void {
  parentPort?.postMessage(message);
}
