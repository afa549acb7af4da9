import { Worker } from "node:worker_threads";
import type { Endpoint } from "../endpoint/endpoint.ts";
import { createAwsAnswers } from "./aws-answers.ts";
import type { FunctionDefinition } from "./definition.ts";
import type { ErrorReport, InvokeMessage, RuntimeMessage, Start, WorkerMessage } from "./messages.ts";

export type Outcome =
  | { readonly kind: "result"; readonly payload: string }
  | { readonly kind: "error" | "timeout" | "crash"; readonly error: ErrorReport };

/** Milliseconds from the start of the thread until the bundle was loaded, or why it was not. */
export type Initialization = { readonly milliseconds: number; readonly error?: ErrorReport };

/** One execution environment; ended for good by a timeout, a crash, or `close`. */
export type Environment = {
  readonly id: string;
  readonly initialized: Promise<Initialization>;
  /** Runs one invocation; never call it again before the last one is settled. */
  invoke(message: InvokeMessage): Promise<Outcome>;
  /** Ends the environment at once, as a crash of the running invocation if there is one. */
  close(): void;
  readonly closed: () => boolean;
};

type Options = {
  readonly id: string;
  readonly definition: FunctionDefinition;
  readonly variables: Readonly<Record<string, string>>;
  readonly clockOffset: BigInt64Array;
  readonly endpoint: Pick<Endpoint, "answer" | "url">;
  readonly log: (text: string) => void;
};

// Lambda gives ten seconds; many environments starting at once on one machine may need longer.
const longestInitializationMilliseconds = 60_000;

// A quarter of V8's own choice, which 16 environments would use up: 350 MB less under load, and no more CPU.
const youngGenerationMegabytes = 12;

export function openEnvironment(options: Options): Environment {
  const startedAt = performance.now();
  const invocations = new Int32Array(new SharedArrayBuffer(4));
  const worker = startWorker(options, invocations);
  const post = (message: RuntimeMessage) => worker.postMessage(message);
  const aws = createAwsAnswers(options.endpoint, post);
  const initialized = Promise.withResolvers<Initialization>();
  let running: { settle(outcome: Outcome): void } | undefined;
  let closed = false;
  let uncaught: Error | undefined;

  const settle = (outcome: Outcome) => {
    const current = running;
    running = undefined;
    current?.settle(outcome);
  };
  const initializedAfter = () => performance.now() - startedAt;
  worker.on("message", (message: WorkerMessage) => {
    if (message.type === "aws-request") void aws.take(message);
    if (message.type === "aws-hang-up") aws.hangUp(message.id);
    if (message.type === "log") options.log(message.text);
    if (message.type === "ready") initialized.resolve({ milliseconds: initializedAfter() });
    if (message.type === "init-error") initialized.resolve({ milliseconds: initializedAfter(), error: message.error });
    if (message.type === "result") settle({ kind: "result", payload: message.payload });
    if (message.type === "error") settle({ kind: "error", error: message.error });
  });
  worker.on("error", (error) => {
    uncaught = error instanceof Error ? error : new Error(String(error));
  });
  worker.on("exit", (code) => {
    closed = true;
    aws.end();
    const error = exitReport(code, uncaught);
    initialized.resolve({ milliseconds: initializedAfter(), error });
    settle({ kind: "crash", error });
  });
  const close = () => {
    closed = true;
    void worker.terminate();
  };
  const initializationTimer = setTimeout(close, longestInitializationMilliseconds);
  void initialized.promise.then(() => clearTimeout(initializationTimer));

  async function invoke(message: InvokeMessage): Promise<Outcome> {
    if (closed) return { kind: "crash", error: exitReport(1, uncaught) };
    const outcome = new Promise<Outcome>((resolve) => {
      running = { settle: resolve };
    });
    const timer = setTimeout(() => {
      settle({ kind: "timeout", error: timeoutReport(message) });
      close();
    }, message.timeoutMilliseconds);
    post(message);
    Atomics.add(invocations, 0, 1);
    Atomics.notify(invocations, 0);
    const settled = await outcome;
    clearTimeout(timer);
    return settled;
  }

  return { id: options.id, initialized: initialized.promise, invoke, close, closed: () => closed };
}

function startWorker(
  { definition, variables, clockOffset, endpoint, log }: Options,
  invocations: Int32Array<SharedArrayBuffer>,
): Worker {
  const { bundleFolder: taskRoot, handler } = definition;
  const start: Start = { taskRoot, handler, clockOffset, invocations, awsUrl: endpoint.url() };
  const thread = new Worker(new URL("./worker.mjs", import.meta.url), {
    // Shown by tools that list threads, cut to 15 characters on Linux.
    name: definition.name.replace(/^[^-]*-/, ""),
    workerData: start,
    env: { ...variables },
    execArgv: [],
    // What code below the patched streams writes (a native module, a fatal error) reaches the log all the same.
    stdout: true,
    stderr: true,
    resourceLimits: {
      maxOldGenerationSizeMb: definition.memoryMegabytes,
      maxYoungGenerationSizeMb: youngGenerationMegabytes,
    },
  });
  for (const stream of [thread.stdout, thread.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().split("\n")) if (line !== "") log(line);
    });
  }
  return thread;
}

function exitReport(code: number, uncaught: Error | undefined): ErrorReport {
  if (uncaught !== undefined) {
    return { errorType: uncaught.name, errorMessage: uncaught.message, trace: (uncaught.stack ?? "").split("\n") };
  }
  return { errorType: "Runtime.ExitError", errorMessage: `Runtime exited with error: exit status ${code}`, trace: [] };
}

function timeoutReport(message: InvokeMessage): ErrorReport {
  const seconds = (message.timeoutMilliseconds / 1_000).toFixed(2);
  return {
    errorType: "Sandbox.Timedout",
    errorMessage: `RequestId: ${message.requestId} Error: Task timed out after ${seconds} seconds`,
    trace: [],
  };
}
