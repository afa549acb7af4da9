import { randomUUID } from "node:crypto";
import { availableParallelism } from "node:os";
import type { Endpoint } from "../endpoint/endpoint.ts";
import type {
  Clock,
  Context,
  Invoke,
  InvokeOptions,
  InvokeResult,
  Part,
  Principal,
  Resources,
  Service,
  Traces,
} from "../ports.ts";
import { region } from "../template/physical.ts";
import { environmentVariables, type FunctionDefinition, readDefinition } from "./definition.ts";
import { type Environment, openEnvironment } from "./environment.ts";
import { arrive, createReports, type Invocation, run } from "./invocation.ts";
import { createPool, type Lease } from "./pool.ts";

export const lambda = {
  source: "Lambda Developer Guide",
  types: {
    "AWS::Lambda::Function": {
      model: "functions/functions.ts",
      supports: [
        ...["FunctionName", "Handler", "Runtime", "MemorySize", "Timeout", "Role"],
        ...["Environment.Variables", "LoggingConfig.LogGroup", "TracingConfig.Mode"],
        // Without effect: the bundle is found by the asset path in the metadata, and one machine has one architecture.
        ...["Code.S3Bucket", "Code.S3Key", "Architectures"],
      ],
    },
  },
  create: createFunctions,
} satisfies Service;

const mostEnvironments = 16;
/**
 * V8 keeps the pages of an ended thread for eight seconds and more before it gives them back, and a minute after the last
 * call all that an environment took is to be given back.
 */
const idleMilliseconds = 45_000;
/** What a schedule runs each minute stays open for the next run, as on AWS: to start it anew costs more than its work. */
const scheduledIdleMilliseconds = 75_000;

export type FunctionsOptions = Pick<Context, "resources" | "logs" | "metrics"> & {
  /** Folder that asset paths in the template are relative to. */
  readonly assemblyFolder: string;
  readonly clock: Clock & { readonly sharedOffset: BigInt64Array };
  readonly traces: Traces & { daemonAddress(): string };
  readonly endpoint: Pick<Endpoint, "answer" | "url">;
  /** At most so many environments per function. */
  readonly environmentsPerFunction: number;
};

export type Functions = Part & {
  readonly invoke: Invoke;
  /** Ends an environment as a crash of what it is running; says whether there was one. */
  crash(environmentId: string): boolean;
  /** The role behind an access key id, if it is a function's. */
  principalOf(accessKeyId: string): Principal | undefined;
  /**
   * Lets the next invocation of a function run the bundle in this folder; what is running ends as it began.
   *
   * @throws Error when there is no such function.
   */
  replaceBundle(functionName: string, bundleFolder: string): void;
  /** An invocation runs or waits. */
  busy(): boolean;
  /** What the template says about each function. */
  definitions(): readonly FunctionDefinition[];
  /** Reserved concurrency by function name, from the template until it is changed here; 0 stops a function. */
  readonly reserved: Map<string, number>;
};

/**
 * The functions of the template in execution environments of their own.
 *
 * @throws FunctionDefinitionError when a function cannot be run here.
 */
export function createFunctions(options: FunctionsOptions): Functions {
  const { clock } = options;
  const reports = createReports(options);
  const definitions = readDefinitions(options);
  const replacedBundles = new Map<string, string>();
  const inFlight = new Map<string, number>();
  const reserved = new Map<string, number>();
  const scheduled = scheduledFunctions(options.resources, definitions);
  const pool = createPool<Environment>(
    {
      perFunction: options.environmentsPerFunction,
      total: mostEnvironments,
      busy: 2 * availableParallelism(),
      idleMilliseconds: (name) => (scheduled.has(name) ? scheduledIdleMilliseconds : idleMilliseconds),
    },
    (name) => open(find(name), replacedBundles.get(name), options),
  );

  function find(nameOrArn: string): FunctionDefinition {
    const definition = definitions.get(nameOrArn);
    if (definition === undefined) throw new Error(`There is no function ${nameOrArn} in the template.`);
    return definition;
  }

  async function invoke(nameOrArn: string, event: unknown, invokeOptions: InvokeOptions = {}): Promise<InvokeResult> {
    const invocation = arrive(find(nameOrArn), invokeOptions, clock.now());
    const { definition } = invocation;
    const running = inFlight.get(definition.name) ?? 0;
    if (running >= (reserved.get(definition.name) ?? Number.POSITIVE_INFINITY)) return reports.throttled(invocation);
    inFlight.set(definition.name, running + 1);
    try {
      return await runInTurn(invocation, JSON.stringify(event));
    } finally {
      inFlight.set(definition.name, (inFlight.get(definition.name) ?? 1) - 1);
    }
  }

  async function runInTurn(invocation: Invocation, event: string): Promise<InvokeResult> {
    let lease: Lease<Environment>;
    try {
      lease = await pool.acquire(invocation.definition.name, invocation.urgency);
    } catch (error) {
      const { name: errorType, message: errorMessage } = error instanceof Error ? error : new Error(String(error));
      return { ok: false, failure: "crash", errorType, errorMessage };
    }
    try {
      return await run(invocation, lease, event, { clock, reports });
    } finally {
      lease.release();
    }
  }

  return {
    apis: [],
    invoke,
    crash(environmentId) {
      const environment = pool.environments().find(({ id }) => id === environmentId);
      environment?.close();
      return environment !== undefined;
    },
    principalOf(accessKeyId) {
      const definition = definitions.get(accessKeyId);
      return definition && { kind: "role", roleArn: definition.roleArn, functionName: definition.name };
    },
    definitions: () => [...new Set(definitions.values())],
    reserved,
    replaceBundle(functionName, bundleFolder) {
      replacedBundles.set(find(functionName).name, bundleFolder);
      pool.retire(functionName);
    },
    busy: () => pool.waiting() > 0 || [...inFlight.values()].some((count) => count > 0),
    stop: pool.close,
  };
}

function open(fromTemplate: FunctionDefinition, replacedBundle: string | undefined, options: FunctionsOptions) {
  const { clock, endpoint, logs, traces } = options;
  const definition = { ...fromTemplate, bundleFolder: replacedBundle ?? fromTemplate.bundleFolder };
  const id = randomUUID().replaceAll("-", "");
  const date = new Date(clock.now()).toISOString().slice(0, 10).replaceAll("-", "/");
  const at = { environmentId: id, region, awsUrl: endpoint.url(), daemonAddress: traces.daemonAddress(), date };
  return openEnvironment({
    ...{ id, definition, variables: environmentVariables(definition, at), clockOffset: clock.sharedOffset, endpoint },
    log: (text) => logs.write(definition.logGroup, text),
  });
}

/** The names of the functions that a schedule runs. */
function scheduledFunctions(resources: Resources, definitions: ReadonlyMap<string, FunctionDefinition>) {
  const schedules = resources
    .ofType("AWS::Events::Rule")
    .filter(({ properties }) => properties.ScheduleExpression !== undefined);
  const targets = schedules.flatMap(({ properties }) => (properties.Targets ?? []) as readonly { Arn: string }[]);
  return new Set(targets.map(({ Arn }) => definitions.get(Arn)?.name));
}

function readDefinitions({ resources, assemblyFolder }: FunctionsOptions): ReadonlyMap<string, FunctionDefinition> {
  const definitions = resources
    .ofType("AWS::Lambda::Function")
    .map((resource) => readDefinition(resource, assemblyFolder));
  return new Map(
    definitions.flatMap((definition) => [definition.name, definition.arn].map((key) => [key, definition])),
  );
}
