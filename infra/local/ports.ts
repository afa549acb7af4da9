/**
 * What the parts of the local runtime know of each other. Each emulated AWS service has a running part that offers AWS
 * APIs, starts and stops; most are made from a `Context`. `services.ts` lists them, `runtime.ts` puts them together.
 */

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";

/** Time as the runtime sees it: real time plus what an operator moved it by. */
export type Clock = {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `task` once, `delayMilliseconds` from now; moving the clock runs what became due, in order. */
  after(delayMilliseconds: number, task: () => void): Cancel;
};
export type Cancel = () => void;

/** A number in [0, 1). Seeded, so that a run with a fault plan can be repeated. */
export type Random = () => number;

/** One resource of the synthesized templates, its intrinsic functions resolved to local physical values. */
export type Resource = {
  readonly logicalId: string;
  readonly stack: string;
  readonly type: string;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** What `Ref` gives for this resource (queue URL, topic ARN, function name, …). */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name (`Arn`, `StreamArn`, …). */
  readonly attributes: Readonly<Record<string, string>>;
};

export type Resources = {
  readonly all: readonly Resource[];
  ofType(type: string): readonly Resource[];
  /** The resource whose `ref` or `attributes.Arn` is this value; throws when there is none. */
  named(refOrArn: string): Resource;
};

/** A resource type of the template, as far as it is emulated. */
export type SupportedType = {
  /**
   * Paths of the supported properties, from the outside in (`RedrivePolicy.maxReceiveCount`): through lists without an
   * index, and with everything beneath.
   */
  readonly supports: readonly string[];
  /** The file that does what the type says, relative to this folder. */
  readonly model: string;
  /** The values that are not emulated, though their properties are supported; `false` is no finding. */
  refuses?(properties: Resource["properties"]): readonly (string | false)[];
};

/** One emulated AWS service; `services.ts` lists them all. What no service supports stops the start. */
export type Service = {
  /** Where its rules come from. */
  readonly source: string;
  /** By CloudFormation type. */
  readonly types: Readonly<Record<string, SupportedType>>;
  /** Makes its running part of what it needs of the others. */
  readonly create: (needs: never) => Part;
};

export type InvokeOptions = {
  /** `Root=…;Parent=…;Sampled=…` of the caller; without one a new trace begins. */
  readonly traceHeader?: string;
  /** Trace ids the new segment links to (SQS → Lambda starts a linked trace). */
  readonly links?: readonly string[];
  /** Aborts the invocation: the environment is ended. */
  readonly timeoutMilliseconds?: number;
  /** Without one somebody waits for the answer. */
  readonly urgency?: Urgency;
};

/** `caller`: somebody waits for the answer. `delivery`: it came by a queue, a stream or as an asynchronous event. */
export type Urgency = "caller" | "delivery";

export type InvokeResult =
  | { readonly ok: true; readonly payload: unknown }
  | {
      readonly ok: false;
      readonly failure: "error" | "timeout" | "crash" | "throttle";
      readonly errorType: string;
      readonly errorMessage: string;
    };

/** Invokes a function by name or ARN; waits for a free environment, in order among what is as urgent. */
export type Invoke = (functionName: string, event: unknown, options?: InvokeOptions) => Promise<InvokeResult>;

/** Who makes an AWS call: a function's role from the template, a person's keys, or an AWS service. */
export type Principal =
  | { readonly kind: "role"; readonly roleArn: string; readonly functionName: string }
  | { readonly kind: "operator" }
  | { readonly kind: "service"; readonly service: string };

export type AwsCall = {
  /** SigV4 service name: `dynamodb`, `sqs`, `sns`, `events`, `ses`, `xray`, `lambda`, `secretsmanager`, `cognito-idp`, … */
  readonly service: string;
  readonly operation: string;
  /** JSON input; for the query protocol already turned from form fields into nested objects. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly principal: Principal;
  readonly traceHeader?: string;
  /** Aborted when the caller goes away before it has its answer. */
  readonly gone?: AbortSignal;
};

/** An error that the SDK of the calling function shows by name. */
export class AwsError extends Error {
  override readonly name = "AwsError";
  readonly code: string;
  readonly status: number;
  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The operations of one AWS service; the endpoint speaks the wire protocol, checks IAM and injects faults. */
export type AwsApi = {
  readonly service: string;
  readonly operations: Readonly<Record<string, (call: AwsCall) => Promise<Readonly<Record<string, unknown>>>>>;
};

/** Receives finished or running X-Ray segment documents. */
export type Traces = { record(document: Readonly<Record<string, unknown>>): void };

/** Log groups: functions and the gateway write, subscription filters and the metric collector listen. */
export type Logs = {
  write(logGroup: string, message: string): void;
  subscribe(listener: (logGroup: string, message: string, timestamp: number) => void): void;
};

export type Dimensions = Readonly<Record<string, string>>;
/** CloudWatch metrics: counts are put, levels (a queue's depth) are asked for when an alarm is evaluated. */
export type Metrics = {
  put(namespace: string, name: string, dimensions: Dimensions, value: number): void;
  gauge(namespace: string, name: string, dimensions: Dimensions, read: () => number): void;
};

/** What AWS services may send to queues, by the policies of the template and of queues made while it runs. */
export type QueuePolicies = {
  /** May `sns.amazonaws.com` or `events.amazonaws.com` send to this queue on behalf of a topic or rule? */
  maySend(service: string, queueArn: string, sourceArn: string): boolean;
  /**
   * Puts a policy in the place of the queue's own; without a document it has none.
   * @throws TemplateError for a form that is not evaluated here
   */
  attach(queueArn: string, document?: unknown): void;
};

export type Context = {
  readonly resources: Resources;
  readonly clock: Clock;
  readonly random: Random;
  readonly invoke: Invoke;
  readonly traces: Traces;
  readonly logs: Logs;
  readonly metrics: Metrics;
  /** Lets a task run that nobody waits for: what it throws is told in the runtime's log and ends nothing else. */
  background(task: Promise<unknown>): void;
  /** Calls another part's API inside the process, past the wire but not past its rules. */
  call(
    service: string,
    operation: string,
    input: Readonly<Record<string, unknown>>,
    traceHeader?: string,
  ): Promise<Readonly<Record<string, unknown>>>;
};

/** A plain HTTP request to the AWS endpoint, signed by nobody: to a token endpoint, a key set, a certificate. */
export type WebRequest = {
  readonly method: string;
  /** Without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly authorization: string | undefined;
  readonly body: string;
};
/** JSON, or a text of the type it names. */
export type WebAnswer =
  | { readonly status: number; readonly body: Readonly<Record<string, unknown>> }
  | { readonly status: number; readonly body: string; readonly contentType: string };

/** The running part of a service. */
export type Part = {
  /** What it offers at the AWS endpoint. */
  readonly apis: readonly AwsApi[];
  /** Answers plain web requests; nothing for paths that are not its own. */
  web?(request: WebRequest): Promise<WebAnswer | undefined>;
  /** Takes a WebSocket handshake; says whether the path is its own. */
  upgrade?(incoming: IncomingMessage, socket: Duplex, head: Buffer): boolean;
  /** Something is on its way to a function of the template, or will be within a second. */
  busy?(): boolean;
  start?(): Promise<void> | void;
  stop?(): Promise<void> | void;
};
