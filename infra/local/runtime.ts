import { createAdmin } from "./admin.ts";
import { createClock, type MovableClock } from "./clock.ts";
import { createDelivery } from "./delivery/delivery.ts";
import { chooseEngine, type Database, type Engine, startDatabase } from "./endpoint/database.ts";
import { createEndpoint, type Endpoint } from "./endpoint/endpoint.ts";
import type { FaultRule } from "./fault-plan.ts";
import { createFaults, type Faults } from "./faults.ts";
import { createLambdaApi } from "./functions/lambda-api.ts";
import type { LogStore } from "./functions/logs.ts";
import { probePort } from "./local-server.ts";
import {
  type AwsApi,
  AwsError,
  type Context,
  type Part,
  type Resources,
  type WebAnswer,
  type WebRequest,
} from "./ports.ts";
import { createRandom } from "./random.ts";
import { services } from "./services.ts";
import { databaseFolder, emptyState, type KeptState, openState, writeState } from "./state.ts";
import { readAssembly } from "./template/assembly.ts";
import { refuse } from "./template/refuse.ts";
import { resolveResources } from "./template/resources.ts";
import type { UserPools } from "./user-pool/user-pools.ts";

export type RuntimeOptions = {
  /** Folder of the cloud assembly, `cdk.out`. */
  readonly assemblyFolder: string;
  /** Ports to listen on; 0 takes a free one. */
  readonly ports: { readonly api: number; readonly aws: number; readonly admin: number };
  /** Keeps state between runs; without one everything is kept in memory. */
  readonly dataFolder?: string;
  /** What keeps the table; without one `chooseEngine` does as it finds. */
  readonly engine?: Engine | undefined;
  /** At most so many environments per function. */
  readonly environmentsPerFunction: number;
  readonly faults: readonly FaultRule[];
  /** Of the random source. */
  readonly seed: number;
  /** See `DatabaseOptions.tuning`. */
  readonly tuning: "quick" | "sustained";
  /** Told of each line of the runtime's own log: denied calls, faults that struck. */
  readonly onLine?: (line: string) => void;
  /** Told when a step of the start begins. */
  readonly onStep?: (step: string) => void;
  /** Writes the assembly; runs while the database starts, after ports and folders have proved usable. */
  readonly prepare?: () => Promise<void>;
};

export type Runtime = {
  /** Base URL of the REST API; nothing when the template has none. */
  readonly apiUrl: string | undefined;
  /** Of the WebSocket API, stage included; nothing when the template has none. */
  readonly socketUrl: string | undefined;
  readonly awsUrl: string;
  readonly adminUrl: string;
  readonly resources: Resources;
  readonly userPools: UserPools;
  /** See `Functions.replaceBundle`. */
  replaceBundle(functionName: string, bundleFolder: string): void;
  /** Resolves when the database ends although nobody told it to. */
  readonly failed: Promise<void>;
  /** Ends everything the start has begun, in reverse order. */
  stop(): Promise<void>;
};

/** Log group of the runtime's own lines. */
const runtimeLogGroup = "/millrace/local";

const keepStateMilliseconds = 5_000;

/**
 * Runs the stacks of a cloud assembly on this machine.
 *
 * @throws whatever a part throws while it starts; what was started before is ended again.
 */
export async function startRuntime(options: RuntimeOptions): Promise<Runtime> {
  const endings: (() => unknown)[] = [];
  const stop = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    return { ...(await start(options, (end) => void endings.push(end))), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type AtEnd = (end: () => unknown) => void;

async function start(options: RuntimeOptions, atEnd: AtEnd): Promise<Omit<Runtime, "stop">> {
  const step = options.onStep ?? (() => undefined);
  const { dataFolder } = options;
  const { engine, notice } = await chooseEngine(options.engine);
  if (notice !== undefined) options.onLine?.(notice);
  const kept = dataFolder === undefined ? emptyState(engine) : openState(dataFolder, engine);
  // Said at once, not after the build. A port is only held once its server is made.
  await Promise.all([options.ports.api, options.ports.admin].map(probePort));
  const clock = createClock((error) => fail(error));
  atEnd(clock.stop);
  const logs = services.logs.create(clock);
  const log = (line: string) => {
    logs.write(runtimeLogGroup, line);
    options.onLine?.(line);
  };
  const fail = (error: unknown) =>
    log(`internal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  const endpoint = createEndpoint(clock, fail);
  await endpoint.listen(options.ports.aws);
  atEnd(endpoint.stop);
  const database = await startWhilePreparing(engine, options, atEnd);

  step("Reading the templates");
  const resources = resolveResources(readAssembly(options.assemblyFolder), endpoint.url());
  refuse(resources, services);
  const faults = createFaults(options.faults, options.seed, log);
  const parts = createParts({ options, clock, endpoint, database, resources, logs, faults, kept, fail });
  endpoint.mount({
    ...{ apis: apisOf(parts), faults, log },
    proxy: parts.dynamoDb,
    principalOf: parts.lambda.principalOf,
    crash: parts.lambda.crash,
    authorize: parts.iam.authorize,
    web: (request) => answerWeb(Object.values<Part>(parts), request),
    upgrade: parts.sockets.upgrade,
  });
  if (dataFolder !== undefined) {
    const state = () => ({ engine, secrets: parts.secretsManager.state(), userPools: parts.cognito.state() });
    atEnd(keepState(() => writeState(dataFolder, state()), fail));
  }

  step("Creating the table, starting the parts");
  for (const part of Object.values<Part>(parts)) {
    await part.start?.();
    if (part.stop !== undefined) atEnd(part.stop);
  }
  const busy = () => Object.values<Part>(parts).some((part) => part.busy?.());
  const admin = createAdmin({ clock, faults, endpoint, busy, onFailure: fail, ...parts });
  await admin.listen(options.ports.admin);
  atEnd(admin.stop);
  return {
    apiUrl: parts.apiGateway.url(),
    socketUrl: parts.sockets.url(),
    awsUrl: endpoint.url(),
    adminUrl: admin.url(),
    resources,
    userPools: parts.cognito,
    replaceBundle: parts.lambda.replaceBundle,
    failed: database.failed,
  };
}

/** Starts the database, and makes the assembly meanwhile. */
async function startWhilePreparing(
  engine: Engine,
  { dataFolder, tuning, prepare }: RuntimeOptions,
  atEnd: AtEnd,
): Promise<Database> {
  const starting = startDatabase(engine, {
    ...{ databases: "shared", tuning },
    ...(dataFolder === undefined ? {} : { dataFolder: databaseFolder(dataFolder) }),
  });
  atEnd(async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === "fulfilled") await started.value.stop();
  });
  const [database] = await Promise.all([starting, prepare?.()]);
  return database;
}

type Ground = {
  readonly options: RuntimeOptions;
  readonly clock: MovableClock;
  readonly endpoint: Endpoint;
  readonly database: Database;
  readonly resources: Resources;
  readonly logs: LogStore;
  readonly faults: Faults;
  readonly kept: KeptState;
  /** Tells in the log what nobody waits for. */
  readonly fail: (error: unknown) => void;
};

/** The running part of each service, in the order in which they start: each is made of those before it. */
function createParts({ options, clock, endpoint, database, resources, logs, faults, kept, fail }: Ground) {
  const dynamoDb = services.dynamoDb.create({ resources, endpoint: database.endpoint });
  const traces = services.xRay.create(clock);
  const metrics = services.cloudWatch.create({ resources, clock, logs });
  const lambda = services.lambda.create({
    ...{ resources, clock, traces, logs, metrics },
    assemblyFolder: options.assemblyFolder,
    endpoint,
    environmentsPerFunction: options.environmentsPerFunction,
  });
  const context: Context = {
    ...{ resources, clock, random: createRandom(options.seed), traces, logs, metrics },
    invoke: lambda.invoke,
    background: (task) => void task.catch(fail),
    call: (...call) => callInside(apisOf(parts), ...call),
  };
  const iam = services.iam.create(resources);
  const delivery = createDelivery(context, {
    ...{ queuePolicies: iam.queuePolicies, awsUrl: endpoint.url() },
    disturb: faults.strikeDelivery,
    dynamodbEndpoint: database.endpoint,
    onTableWrite: endpoint.onTableWrite,
  });
  const lambdaApi = createLambdaApi({ ...lambda, invokeAsync: delivery.asyncInvocation.send });
  const cognito = services.cognito.create({ context, state: kept.userPools });
  const parts = {
    ...{ dynamoDb, xRay: traces, cloudWatch: metrics, logs, cognito },
    lambda: { ...lambda, apis: [lambdaApi] },
    iam,
    ses: services.ses.create(context),
    secretsManager: services.secretsManager.create({ context, state: kept.secrets }),
    ...delivery,
    sockets: services.sockets.create(context),
    apiGateway: services.apiGateway.create({ context, port: options.ports.api, userPools: cognito, onFailure: fail }),
  };
  return parts;
}

function apisOf(parts: Readonly<Record<string, Part>>): readonly AwsApi[] {
  return Object.values(parts).flatMap((part) => part.apis);
}

/** Of the one part whose path it is. */
async function answerWeb(parts: readonly Part[], request: WebRequest): Promise<WebAnswer | undefined> {
  for (const part of parts) {
    const answer = await part.web?.(request);
    if (answer !== undefined) return answer;
  }
  return undefined;
}

function callInside(
  apis: readonly AwsApi[],
  ...[service, operation, input, traceHeader]: Parameters<Context["call"]>
): ReturnType<Context["call"]> {
  const run = apis.find((api) => api.service === service)?.operations[operation];
  if (run === undefined) throw new AwsError("UnknownOperationException", `${service}:${operation} is not known here.`);
  const principal = { kind: "service", service: "local" } as const;
  return run({ service, operation, input, principal, ...(traceHeader === undefined ? {} : { traceHeader }) });
}

/**
 * Writes the state now and then and at the end; gives the function that ends it. A write that fails is made up for by
 * the next one.
 */
function keepState(write: () => void, fail: (error: unknown) => void): () => void {
  const timer = setInterval(() => {
    try {
      write();
    } catch (error) {
      fail(error);
    }
  }, keepStateMilliseconds);
  return () => {
    clearInterval(timer);
    write();
  };
}
