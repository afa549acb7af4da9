/** What passes between the runtime and the worker thread that plays one Lambda execution environment. */

export type Start = {
  /** Folder of the bundle. */
  readonly taskRoot: string;
  /** `index.handler`. */
  readonly handler: string;
  /** How far the runtime's clock is ahead of real time, in milliseconds; changes while the worker lives. */
  readonly clockOffset: BigInt64Array;
  /** How many invocations were handed over so far; the frozen thread waits for it to change. */
  readonly invocations: Int32Array;
  /** Where the AWS endpoint is. */
  readonly awsUrl: string;
};

/** What the runtime tells a worker. */
export type RuntimeMessage = InvokeMessage | AwsAnswer;

export type InvokeMessage = {
  readonly type: "invoke";
  readonly requestId: string;
  /** The event as JSON, as Lambda hands it over. */
  readonly event: string;
  readonly traceHeader: string;
  readonly timeoutMilliseconds: number;
  readonly functionArn: string;
};

/** An error as Lambda's Node runtime reports it. */
export type ErrorReport = {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
};

/** A request to the AWS endpoint, as a client of the bundle sends it. */
export type AwsRequest = {
  readonly type: "aws-request";
  /** Counted by the worker. */
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What the endpoint answered, by the request's id. */
export type AwsAnswer = {
  readonly type: "aws-answer";
  readonly id: number;
  readonly status: number;
  /** Their names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

export type WorkerMessage =
  | AwsRequest
  /** The request with this id is given up. */
  | { readonly type: "aws-hang-up"; readonly id: number }
  | { readonly type: "ready" }
  | { readonly type: "init-error"; readonly error: ErrorReport }
  | { readonly type: "log"; readonly text: string }
  /** `payload` is JSON; a handler that returns nothing answers `null`. */
  | { readonly type: "result"; readonly requestId: string; readonly payload: string }
  | { readonly type: "error"; readonly requestId: string; readonly error: ErrorReport };
