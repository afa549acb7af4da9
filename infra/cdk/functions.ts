import { existsSync } from "node:fs";
import { join } from "node:path";
import { Duration, RemovalPolicy, type Stack } from "aws-cdk-lib";
import { PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Architecture, Code, Function as LambdaFunction, Runtime, Tracing } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { accept } from "./accept.ts";
import type { DeployedFunction } from "./deployed.ts";
import type { Foundation } from "./foundation.ts";
import { environmentOf, settingsStatementsOf } from "./function-settings.ts";
import { grantsOf, statementsOf } from "./grants.ts";
import { type FunctionPlan, type Trigger, timeoutSecondsOf } from "./plan.ts";

/** Lambda gives CPU in proportion to memory; callers wait for these. */
const memoryMegabytes: Readonly<Record<Trigger, number>> = {
  http: 1024,
  authorizer: 1024,
  socketAuthorizer: 1024,
  socket: 1024,
  queue: 512,
  stream: 512,
  logs: 256,
  schedule: 512,
};

function codeOf(bundles: string, name: string): Code {
  const folder = join(bundles, name);
  if (!existsSync(folder)) throw new Error(`${folder} is missing. Run "npm run build" first.`);
  return Code.fromAsset(folder);
}

/** A role that can do two things: write its own log, and report traces. */
function createRole(stack: Stack, name: string, logGroup: LogGroup): Role {
  const role = new Role(stack, `${name}-role`, { assumedBy: new ServicePrincipal("lambda.amazonaws.com") });
  role.addToPolicy(
    new PolicyStatement({ actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logGroup.logGroupArn] }),
  );
  accept(role, {
    "AwsSolutions-IAM5[Resource::*]": "X-Ray knows no resources: whoever may send segments may send any.",
  });
  return role;
}

/** Deploys a planned function with its log group and a role that holds its grants alone. */
export function createFunction(stack: Stack, foundation: Foundation, plan: FunctionPlan): DeployedFunction {
  const functionName = `${foundation.settings.stage}-${plan.name}`;
  const logGroup = new LogGroup(stack, `${plan.name}-log`, {
    logGroupName: `/aws/lambda/${functionName}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = createRole(stack, plan.name, logGroup);
  const fn = new LambdaFunction(stack, plan.name, {
    functionName,
    code: codeOf(foundation.bundles, plan.name),
    handler: "index.handler",
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    memorySize: memoryMegabytes[plan.trigger],
    timeout: Duration.seconds(timeoutSecondsOf(plan)),
    tracing: Tracing.ACTIVE,
    environment: {
      POWERTOOLS_SERVICE_NAME: plan.name,
      POWERTOOLS_TRACER_CAPTURE_RESPONSE: "false",
      POWERTOOLS_LOG_LEVEL: foundation.settings.logLevel,
      ...environmentOf(foundation, plan),
    },
    logGroup,
    role,
  });
  for (const statement of statementsOf(foundation.data.table, grantsOf(plan))) fn.addToRolePolicy(statement);
  for (const statement of settingsStatementsOf(foundation, plan)) fn.addToRolePolicy(statement);
  return { plan, fn };
}
