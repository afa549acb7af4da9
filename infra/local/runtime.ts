import { createAdmin } from "./admin.ts";
import { createClock } from "./clock.ts";
import { createDelivery } from "./delivery/delivery.ts";
import { startDynamoDbLocal } from "./endpoint/dynamodb-local.ts";
import { createDynamoDbProxy } from "./endpoint/dynamodb-proxy.ts";
import { createEndpoint } from "./endpoint/endpoint.ts";
import { createTables } from "./endpoint/tables.ts";
import type { FaultRule } from "./fault-plan.ts";
import { createFaults } from "./faults.ts";
import { createFunctions } from "./functions/functions.ts";
import { createLambdaApi } from "./functions/lambda-api.ts";
import { createLogs } from "./functions/logs.ts";
import { createGateway } from "./gateway/gateway.ts";
import { allHonors } from "./honors.ts";
import { createAuthorize } from "./iam/authorize.ts";
import { probePort } from "./local-server.ts";
import { createAlarms } from "./observation/alarms.ts";
import { createMailbox } from "./observation/mailbox.ts";
import { createMetrics } from "./observation/metrics.ts";
import { createSecrets } from "./observation/secrets.ts";
import { createTraces } from "./observation/traces.ts";
import { type AwsApi, AwsError, type Context, type Part, type Resources } from "./ports.ts";
import { createRandom } from "./random.ts";
import { databaseFolder, openState, writeState } from "./state.ts";
import { readAssembly } from "./template/assembly.ts";
import { refuse } from "./template/refuse.ts";
import { resolveResources } from "./template/resources.ts";
import { createUserPools, type UserPools } from "./user-pool/user-pools.ts";

export type RuntimeOptions = {
  /** Folder of the cloud assembly, `cdk.out`. */
  readonly assemblyFolder: string;
  /** Ports to listen on; 0 takes a free one. */
  readonly ports: { readonly api: number; readonly aws: number; readonly admin: number };
  /** Keeps state between runs; without one everything is kept in memory. */
  readonly dataFolder?: string;
  /** At most so many environments per function. */
  readonly environmentsPerFunction: number;
  readonly faults: readonly FaultRule[];
  /** Of the random source. */
  readonly seed: number;
  /** See `DynamoDbLocalOptions.tuning`. */
  readonly tuning: "quick" | "sustained";
  /** Told of each line of the runtime's own log: denied calls, faults that struck. */
  readonly onLine?: (line: string) => void;
  /** Told when a step of the start begins. */
  readonly onStep?: (step: string) => void;
  /** Writes the assembly; runs while DynamoDB Local starts, after ports and folders have proved usable. */
  readonly prepare?: () => Promise<void>;
};

export type Runtime = {
  /** Base URL of the REST API; nothing when the template has none. */
  readonly apiUrl: string | undefined;
  readonly awsUrl: string;
  readonly adminUrl: string;
  readonly resources: Resources;
  readonly userPools: UserPools;
  /** See `Functions.replaceBundle`. */
  replaceBundle(functionName: string, bundleFolder: string): void;
  /** Resolves when DynamoDB Local ends although nobody told it to. */
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
    return await start(options, (end) => void endings.push(end), stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: RuntimeOptions,
  atEnd: (end: () => unknown) => void,
  stop: () => Promise<void>,
): Promise<Runtime> {
  const step = options.onStep ?? (() => undefined);
  const { dataFolder } = options;
  const kept = dataFolder === undefined ? undefined : openState(dataFolder);
  // Said at once, not after the build. A port is only held once its server is made.
  await Promise.all([options.ports.api, options.ports.admin].map(probePort));
  const clock = createClock();
  atEnd(clock.stop);
  const endpoint = createEndpoint(clock);
  await endpoint.listen(options.ports.aws);
  atEnd(endpoint.stop);

  const starting = startDynamoDbLocal({
    databases: "shared",
    tuning: options.tuning,
    ...(dataFolder === undefined ? {} : { dataFolder: databaseFolder(dataFolder) }),
  });
  atEnd(async () => {
    const [started] = await Promise.allSettled([starting]);
    if (started.status === "fulfilled") await started.value.stop();
  });
  await Promise.all([starting, options.prepare?.()]);

  step("Reading the templates");
  const resources = resolveResources(readAssembly(options.assemblyFolder), endpoint.url());
  refuse(resources, allHonors);

  step("Creating the table");
  const database = await starting;
  await createTables(resources, database.endpoint);

  step("Starting the parts");
  const random = createRandom(options.seed);
  const logs = createLogs(clock);
  const metrics = createMetrics(clock, logs);
  const traces = createTraces(clock);
  const startPart = async (part: Part) => {
    await part.start?.();
    if (part.stop !== undefined) atEnd(part.stop);
  };
  await startPart(traces);
  await startPart(metrics);
  const functions = createFunctions({
    ...{ resources, clock, traces, logs, metrics },
    assemblyFolder: options.assemblyFolder,
    awsUrl: endpoint.url(),
    daemonAddress: traces.daemonAddress(),
    environmentsPerFunction: options.environmentsPerFunction,
  });
  await startPart(functions);
  const apis: AwsApi[] = [];
  const context: Context = {
    ...{ resources, clock, random, traces, logs, metrics },
    invoke: functions.invoke,
    call: (service, operation, input, traceHeader) => callInside(apis, service, operation, input, traceHeader),
  };
  const log = (line: string) => {
    logs.write(runtimeLogGroup, line);
    options.onLine?.(line);
  };
  const faults = createFaults(options.faults, options.seed, log);
  const delivery = createDelivery(context, {
    disturb: faults.strikeDelivery,
    dynamodbEndpoint: database.endpoint,
    onTableWrite: endpoint.onTableWrite,
  });
  const mailbox = createMailbox(context);
  const secrets = createSecrets(context, kept?.secrets);
  const userPools = createUserPools(context, kept === undefined ? {} : { state: kept.userPools });
  const parts: Part[] = [traces, delivery, mailbox, secrets, userPools];
  apis.push(...parts.flatMap((part) => part.apis ?? []));
  apis.push(createLambdaApi({ ...functions, invokeAsync: delivery.invokeAsync }));

  const authorize = createAuthorize(resources);
  endpoint.mount({
    apis,
    faults,
    proxy: createDynamoDbProxy(database.endpoint),
    principalOf: functions.principalOf,
    authorize,
    crash: functions.crash,
    web: userPools.answer,
    log,
  });
  if (dataFolder !== undefined) {
    atEnd(keepState(() => writeState(dataFolder, { secrets: secrets.values(), userPools: userPools.state() })));
  }
  await startPart(userPools);
  await startPart(delivery);
  const gateway =
    resources.ofType("AWS::ApiGateway::RestApi").length === 0
      ? undefined
      : createGateway(context, { port: options.ports.api, userPools });
  if (gateway !== undefined) await startPart(gateway);
  const admin = createAdmin({
    ...{ clock, faults, logs, metrics, delivery, mailbox, endpoint, userPools },
    grants: authorize.grants,
    alarms: createAlarms(resources, metrics),
    busy: () => functions.busy() || delivery.busy(),
  });
  await admin.listen(options.ports.admin);
  atEnd(admin.stop);
  return {
    apiUrl: gateway?.url(),
    awsUrl: endpoint.url(),
    adminUrl: admin.url(),
    resources,
    userPools,
    replaceBundle: functions.replaceBundle,
    failed: database.failed,
    stop,
  };
}

function callInside(
  apis: readonly AwsApi[],
  service: string,
  operation: string,
  input: Readonly<Record<string, unknown>>,
  traceHeader: string | undefined,
): Promise<Readonly<Record<string, unknown>>> {
  const run = apis.find((api) => api.service === service)?.operations[operation];
  if (run === undefined) throw new AwsError("UnknownOperationException", `${service}:${operation} is not known here.`);
  const principal = { kind: "service", service: "local" } as const;
  return run({ service, operation, input, principal, ...(traceHeader === undefined ? {} : { traceHeader }) });
}

/** Writes the state now and then and at the end; gives the function that ends it. */
function keepState(write: () => void): () => void {
  const timer = setInterval(write, keepStateMilliseconds);
  return () => {
    clearInterval(timer);
    write();
  };
}
