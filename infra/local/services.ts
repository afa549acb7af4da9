import { asyncInvocation } from "./delivery/async-invoke.ts";
import { eventBridge } from "./delivery/event-bridge.ts";
import { eventSources } from "./delivery/event-sources.ts";
import { s3 } from "./delivery/failure-record.ts";
import { logSubscriptions } from "./delivery/log-subscription.ts";
import { sqs } from "./delivery/sqs.ts";
import { sns } from "./delivery/topic.ts";
import { dynamoDb } from "./endpoint/tables.ts";
import { lambda } from "./functions/functions.ts";
import { logs } from "./functions/logs.ts";
import { apiGateway } from "./gateway/gateway.ts";
import { sockets } from "./gateway/sockets.ts";
import { iam } from "./iam/authorize.ts";
import { cloudWatch } from "./observation/alarms.ts";
import { ses } from "./observation/mailbox.ts";
import { secretsManager } from "./observation/secrets.ts";
import { xRay } from "./observation/traces.ts";
import type { Service } from "./ports.ts";
import { cognito } from "./user-pool/user-pools.ts";

/** Every AWS service that is emulated here. Lambda is three of them: functions, asynchronous invocation, event sources. */
export const services = {
  apiGateway,
  asyncInvocation,
  cloudWatch,
  cognito,
  dynamoDb,
  eventBridge,
  eventSources,
  iam,
  lambda,
  logs,
  logSubscriptions,
  s3,
  secretsManager,
  ses,
  sns,
  sockets,
  sqs,
  xRay,
} satisfies Readonly<Record<string, Service>>;
