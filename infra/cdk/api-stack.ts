import type { Route } from "@millrace/contracts/define-route";
import { type Permission, scopeOf, userScope } from "@millrace/kernel/permissions";
import { CfnOutput, Duration, Size, Stack } from "aws-cdk-lib";
import {
  AccessLogFormat,
  AuthorizationType,
  CognitoUserPoolsAuthorizer,
  EndpointType,
  type IAuthorizer,
  IdentitySource,
  LambdaIntegration,
  LogGroupLogDestination,
  type MethodOptions,
  RestApi,
  TokenAuthorizer,
} from "aws-cdk-lib/aws-apigateway";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Construct } from "constructs";
import { accept } from "./accept.ts";
import { createAlarm } from "./alarms.ts";
import type { DeployedService } from "./deployed.ts";
import type { Foundation } from "./foundation.ts";
import { addGatewayResponses } from "./gateway-responses.ts";
import { addPreflights } from "./preflights.ts";

/** One line per call. No query string and no address: both can be personal. */
const accessLogFormat = {
  requestId: "$context.requestId",
  traceId: "$context.xrayTraceId",
  time: "$context.requestTime",
  principal: "$context.authorizer.principalId",
  sub: "$context.authorizer.claims.sub",
  clientId: "$context.authorizer.claims.client_id",
  method: "$context.httpMethod",
  resourcePath: "$context.resourcePath",
  path: "$context.path",
  status: "$context.status",
  latency: "$context.responseLatency",
  errorType: "$context.error.responseType",
};

/** The API's stack: what callers reach, and the log of who called. */
export type Api = { readonly stack: Stack; readonly api: RestApi; readonly accessLog: LogGroup };

/**
 * Descriptions, pages for people and long lists travel compressed. What is smaller gains little, and all answers that
 * hold a token are: how well such an answer can be compressed would tell of it (BREACH).
 */
const compressedFromKibibytes = 32;

function createApi(stack: Stack, { settings }: Foundation, accessLog: LogGroup): RestApi {
  const api = new RestApi(stack, "Api", {
    restApiName: `${settings.stage}-millrace`,
    endpointTypes: [EndpointType.REGIONAL],
    cloudWatchRole: true,
    minCompressionSize: Size.kibibytes(compressedFromKibibytes),
    deployOptions: {
      stageName: settings.stage,
      tracingEnabled: true,
      throttlingRateLimit: settings.requestsPerSecond,
      throttlingBurstLimit: settings.burst,
      accessLogDestination: new LogGroupLogDestination(accessLog),
      accessLogFormat: AccessLogFormat.custom(JSON.stringify(accessLogFormat)),
    },
  });
  accept(api, {
    "AwsSolutions-APIG2":
      "The functions check every part of a request against its schema, stricter than the gateway's models could.",
    "AwsSolutions-APIG3":
      "A web ACL is the shop's choice of rules and price; it attaches to the stage without a change here.",
    "AwsSolutions-APIG6":
      "Execution logs hold bodies, which are personal; access log, function logs and traces tell the story without them.",
    "AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]":
      "API Gateway asks for exactly this policy; the role is the account's, not this API's.",
  });
  return api;
}

/** How callers prove themselves. Only `guestOrCustomer` routes need a function for it. */
type Proofs = { readonly cognito: IAuthorizer; readonly guestOrCustomer: IAuthorizer | undefined };

function createProofs(stack: Stack, { data }: Foundation, deployed: readonly DeployedService[]): Proofs {
  const cognito = new CognitoUserPoolsAuthorizer(stack, "Cognito", { cognitoUserPools: [data.users.pool] });
  const authorizer = deployed.flatMap(({ functions }) => functions).find(({ plan }) => plan.trigger === "authorizer");
  if (authorizer === undefined) return { cognito, guestOrCustomer: undefined };
  const { functionArn } = authorizer.fn;
  // By attributes, so that its permission lies in this stack: in the function's own it would make a circle.
  const handler = LambdaFunction.fromFunctionAttributes(stack, "Authorizer", { functionArn, sameEnvironment: true });
  const guestOrCustomer = new TokenAuthorizer(stack, "GuestOrCustomer", {
    handler,
    identitySource: IdentitySource.header("Authorization"),
    // Spares the function what can be no token of anybody.
    validationRegex: "^Bearer [\\w.-]+$",
    resultsCacheTtl: Duration.minutes(5),
  });
  return { cognito, guestOrCustomer };
}

/**
 * Scopes of a Cognito method. Never none: then ID tokens would pass. A person's token carries the one scope of password
 * sign-in and the handler looks at groups; a machine's must carry the permission itself.
 */
function scopesOf(rule: "customer" | Permission): string[] {
  return rule === "customer" ? [userScope] : [userScope, scopeOf(rule)];
}

function authorizationOf({ rule, path }: Route, { cognito, guestOrCustomer }: Proofs): MethodOptions {
  if (rule === "public") return { authorizationType: AuthorizationType.NONE };
  if (rule !== "guestOrCustomer") return { authorizer: cognito, authorizationScopes: scopesOf(rule) };
  if (guestOrCustomer === undefined)
    throw new Error(`${path} takes guests, but no service has the authorizer for them.`);
  return { authorizer: guestOrCustomer };
}

function addRoutes(api: RestApi, proofs: Proofs, deployed: readonly DeployedService[]): void {
  for (const { plan, fn } of deployed.flatMap(({ functions }) => functions)) {
    const integration = new LambdaIntegration(fn, { scopePermissionToMethod: false });
    for (const route of Object.values(plan.routes)) {
      const method = api.root
        .resourceForPath(route.path)
        .addMethod(route.method, integration, authorizationOf(route, proofs));
      if (route.rule === "public") {
        const reason = "Open to anybody by its manifest; a test lists these routes by name.";
        accept(method, { "AwsSolutions-APIG4": reason, "AwsSolutions-COG4": reason });
      }
      if (route.rule === "guestOrCustomer") {
        accept(method, {
          "AwsSolutions-COG4": "Guests have no account; the Lambda authorizer verifies Cognito and guest tokens alike.",
        });
      }
    }
  }
}

/** One REST API for all services, each method derived from the route it serves. */
export function createApiStack(app: Construct, foundation: Foundation, deployed: readonly DeployedService[]): Api {
  const { stage, origins } = foundation.settings;
  const stack = new Stack(app, `millrace-${stage}-api`);
  const accessLog = new LogGroup(stack, "AccessLog", {
    logGroupName: `/millrace/${stage}/access`,
    retention: RetentionDays.THREE_MONTHS,
  });
  const api = createApi(stack, foundation, accessLog);
  new CfnOutput(stack, "ApiUrl", { value: api.url });
  addGatewayResponses(api, origins.rules);
  addRoutes(api, createProofs(stack, foundation, deployed), deployed);
  const routes = deployed.flatMap(({ functions }) => functions.flatMap(({ plan }) => Object.values(plan.routes)));
  addPreflights(api, routes, origins.rules);
  createAlarm(stack, foundation, {
    name: "api-5xx",
    metric: api.deploymentStage.metricServerError({ period: Duration.minutes(1) }),
    above: 4,
    says: "The API answers 5xx five times a minute or more.",
    entry: "api-5xx",
  });
  return { stack, api, accessLog };
}
