// @ts-check
/**
 * The inside of one execution environment: loads the bundle and runs its handler, one invocation at a time.
 * Source of its rules: "Building Lambda functions with Node.js", "Using the Lambda context object" and "Understanding the
 * Lambda execution environment lifecycle" (freeze and thaw) in the Lambda developer guide, and aws/aws-lambda-nodejs-runtime-interface-client for log lines and error reports.
 *
 * Plain JavaScript, because each thread would load Node's TypeScript compiler anew: 9 MB and 40 ms of CPU.
 */
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { format } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { carryAwsRequests } from "./aws-requests.mjs";

/** @import { ErrorReport, InvokeMessage, RuntimeMessage, Start, WorkerMessage } from "./messages.ts" */
/** @typedef {(event: unknown, context: object) => unknown} Handler */

/** @type {Start} */
const start = workerData;
const extensions = [".mjs", ".js", ".cjs"];

/** A few turns of the event loop: a batch of datagrams takes one for each, and a socket that stays open has no end. */
const mostTurnsBeforeFreeze = 10;

const environment = process.env;
let requestId = "";

moveTime(start.clockOffset);
captureOutput();
const answered = carryAwsRequests(start.awsUrl, post);
await run();

async function run() {
  /** @type {Handler} */
  let handler;
  try {
    handler = await loadHandler();
  } catch (error) {
    post({ type: "init-error", error: report(error) });
    return;
  }
  parentPort?.on("message", (/** @type {RuntimeMessage} */ message) => {
    if (message.type === "aws-answer") answered(message);
    else void invoke(handler, message);
  });
  post({ type: "ready" });
}

/**
 * @param {Handler} handler
 * @param {InvokeMessage} message
 */
async function invoke(handler, message) {
  requestId = message.requestId;
  environment._X_AMZN_TRACE_ID = message.traceHeader;
  const context = createContext(message);
  const invocation = Atomics.load(start.invocations, 0);
  try {
    const result = await handler(JSON.parse(message.event), context);
    post({ type: "result", requestId: message.requestId, payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    const reported = report(error);
    logLine("ERROR", `Invoke Error\t${JSON.stringify({ ...reported, trace: undefined, stack: reported.trace })}`);
    post({ type: "error", requestId: message.requestId, error: reported });
  }
  await datagramsSent();
  // Frozen until the next invocation: nothing of this environment runs. Ending the thread wakes it.
  Atomics.wait(start.invocations, 0, invocation);
}

/** What the X-Ray SDK has begun to send leaves before the freeze, as it does on Lambda while the answer is sent. */
async function datagramsSent() {
  for (let turn = 0; turn < mostTurnsBeforeFreeze; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    if (!process.getActiveResourcesInfo().includes("UDPWrap")) return;
  }
}

/** @returns {Promise<Handler>} */
async function loadHandler() {
  const dot = start.handler.lastIndexOf(".");
  const [file, name] = [start.handler.slice(0, dot), start.handler.slice(dot + 1)];
  for (const extension of extensions) {
    const url = pathToFileURL(join(start.taskRoot, file + extension)).href;
    const module = await importIfThere(url);
    const handler = module?.[name] ?? module?.default?.[name];
    if (typeof handler === "function") return handler;
    if (module !== undefined) throw named("Runtime.HandlerNotFound", `${start.handler} is undefined or not exported`);
  }
  throw named("Runtime.ImportModuleError", `Error: Cannot find module '${file}'`);
}

/** @param {string} url */
async function importIfThere(url) {
  try {
    return await import(url);
  } catch (error) {
    if (error instanceof Error && "url" in error && error.url === url) return undefined;
    throw error;
  }
}

/** @param {InvokeMessage} message */
function createContext(message) {
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

/**
 * Lets `Date` follow the runtime's clock; timers stay real.
 *
 * @param {BigInt64Array} offset
 */
function moveTime(offset) {
  const realNow = Date.now.bind(Date);
  const now = () => realNow() + Number(Atomics.load(offset, 0));
  Date.now = now;
  /** @type {DateConstructor} */
  const moved = new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new moved(now()).toString(),
  });
  Date.prototype.constructor = moved;
  globalThis.Date = moved;
}

/** Sends output to the runtime in order with the results; `console` lines get time, request id and level in front. */
function captureOutput() {
  for (const stream of [process.stdout, process.stderr]) {
    /** @type {(chunk: Uint8Array | string, ...rest: unknown[]) => boolean} */
    stream.write = (chunk, ...rest) => {
      for (const line of String(chunk).split("\n")) if (line !== "") post({ type: "log", text: line });
      const done = rest.at(-1);
      if (typeof done === "function") done();
      return true;
    };
  }
  const levels = { debug: "DEBUG", error: "ERROR", info: "INFO", log: "INFO", trace: "TRACE", warn: "WARN" };
  for (const [method, level] of Object.entries(levels)) {
    Object.assign(console, { [method]: (/** @type {unknown[]} */ ...items) => logLine(level, format(...items)) });
  }
}

/**
 * @param {string} level
 * @param {string} text
 */
function logLine(level, text) {
  post({ type: "log", text: [new Date().toISOString(), requestId, level, text].join("\t") });
}

/**
 * @param {unknown} error
 * @returns {ErrorReport}
 */
function report(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

/**
 * @param {string} name
 * @param {string} message
 */
function named(name, message) {
  const error = new Error(message);
  error.name = name;
  return error;
}

/** @param {WorkerMessage} message */
function post(message) {
  parentPort?.postMessage(message);
}
