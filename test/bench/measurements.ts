import type { Row } from "./report.ts";

/** Makes numbers; what it started it has ended when it resolves. */
export type Measure = () => Promise<readonly Row[]>;

export type Measurement = {
  readonly name: string;
  readonly about: string;
  /** Variables of the process that makes it, beside this one's. */
  readonly environment: Readonly<Record<string, string>>;
  readonly load: () => Promise<{ readonly measure: Measure }>;
};

/** The product's own code in this process, with logger and tracer silent. */
const quiet = { POWERTOOLS_TRACE_ENABLED: "false", POWERTOOLS_LOG_LEVEL: "SILENT", AWS_REGION: "us-east-1" };

/** As Lambda sets it, with the trace sampled; nobody listens at the daemon's address, and UDP does not mind. */
const asInLambda = {
  AWS_REGION: "us-east-1",
  AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
  AWS_LAMBDA_FUNCTION_NAME: "bench",
  _HANDLER: "index.handler",
  LAMBDA_TASK_ROOT: "/var/task",
  POWERTOOLS_SERVICE_NAME: "bench",
  POWERTOOLS_TRACE_ENABLED: "true",
  AWS_XRAY_DAEMON_ADDRESS: "127.0.0.1:9",
  AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
  _X_AMZN_TRACE_ID: "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
};

/** Every measurement there is. Each is made in a process of its own, so that none warms up or slows down another. */
export const measurements: readonly Measurement[] = [
  {
    name: "order",
    about: "DynamoDB requests, round trips and write units of one order",
    environment: quiet,
    load: () => import("./order.ts"),
  },
  {
    name: "docs",
    about: "bytes of the API's reference and description, written out and compressed",
    environment: quiet,
    load: () => import("./docs.ts"),
  },
  {
    name: "hot-sku",
    about: "200 and 2,000 buyers in one instant of a simulated time, with DynamoDB's conflicts",
    environment: quiet,
    load: () => import("./hot-sku.ts"),
  },
  {
    name: "reads",
    about: "requests and read units of lists, products, carts and checkouts",
    environment: quiet,
    load: () => import("./reads.ts"),
  },
  {
    name: "growth",
    about: "read units of each list and read, at 1,000 and at 10,000 products",
    environment: quiet,
    load: () => import("./growth.ts"),
  },
  {
    name: "relay",
    about: "how full the relay's calls are",
    environment: quiet,
    load: () => import("./relay.ts"),
  },
  {
    name: "chain",
    about: "what the HTTP chain costs a warm request",
    environment: asInLambda,
    load: () => import("./chain.ts"),
  },
  {
    name: "calls",
    about: "CPU of a warm call of each function of an order, and of them all",
    environment: quiet,
    load: () => import("./calls.ts"),
  },
  {
    name: "writes",
    about: "DynamoDB requests and round trips of a keyed write, service by service",
    environment: {},
    load: () => import("./writes.ts"),
  },
  {
    name: "cost",
    about: "what an order, page views and a stage without traffic cost on AWS",
    environment: quiet,
    load: () => import("./cost.ts"),
  },
  {
    name: "dynamoose",
    about: "requests and CPU of the same work in Dynamoose and by an entity of ours",
    environment: quiet,
    load: () => import("./dynamoose.ts"),
  },
  {
    name: "house",
    about: "files to open for a route, lines, long functions; nothing is run",
    environment: {},
    load: () => import("./house.ts"),
  },
  {
    name: "functions",
    about: "bundle size and cold start of every function",
    environment: {},
    load: () => import("./functions.ts"),
  },
  {
    name: "stack",
    about: "whole checkouts per second through the local stack, beside DynamoDB Local alone; start, memory, latency",
    environment: quiet,
    load: () => import("./stack.ts"),
  },
];

/** Made only when there is another checkout to compare with. */
export const comparison: Measurement = {
  name: "against",
  about: "CPU per order and whole checkouts per second, this checkout beside another",
  environment: {},
  load: () => import("./against.ts"),
};
