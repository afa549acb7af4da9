import type { SocketSettings } from "@millrace/contracts/define-settings";
import { Aws, CfnOutput, Stack } from "aws-cdk-lib";
import { AccessLogFormat } from "aws-cdk-lib/aws-apigateway";
import { type CfnApi, LogGroupLogDestination, WebSocketApi, WebSocketStage } from "aws-cdk-lib/aws-apigatewayv2";
import { WebSocketLambdaAuthorizer } from "aws-cdk-lib/aws-apigatewayv2-authorizers";
import { WebSocketLambdaIntegration } from "aws-cdk-lib/aws-apigatewayv2-integrations";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { accept } from "../accept.ts";
import { type DeployedFunction, type DeployedService, functionWokenBy } from "../deployed.ts";

/** One line per event. No query string, which holds the ticket, and no address: both tell of persons. */
const accessLogFormat = {
  requestId: "$context.requestId",
  time: "$context.requestTime",
  principal: "$context.authorizer.principalId",
  connectionId: "$context.connectionId",
  eventType: "$context.eventType",
  routeKey: "$context.routeKey",
  status: "$context.status",
};

/** New connections and messages per second that the stage lets through, and the burst above it. */
const throttle = { rateLimit: 500, burstLimit: 1000 };

function createStage(service: DeployedService, api: WebSocketApi): WebSocketStage {
  const { stack, foundation } = service;
  const { stage: stageName } = foundation.settings;
  const accessLog = new LogGroup(stack, "socket-access-log", {
    logGroupName: `/millrace/${stageName}/socket-access`,
    retention: RetentionDays.THREE_MONTHS,
  });
  const stage = new WebSocketStage(stack, "socket-stage", {
    webSocketApi: api,
    stageName,
    autoDeploy: true,
    throttle,
    accessLogSettings: {
      destination: new LogGroupLogDestination(accessLog),
      format: AccessLogFormat.custom(JSON.stringify(accessLogFormat)),
    },
  });
  return stage;
}

/** `$connect` proves the caller by its ticket; only there can a WebSocket API ask, and the answer holds for its life. */
function addRoutes(service: DeployedService, api: WebSocketApi): void {
  const { fn } = functionWokenBy(service, "socket");
  const authorizer = new WebSocketLambdaAuthorizer("tickets", functionWokenBy(service, "socketAuthorizer").fn, {
    identitySource: ["route.request.querystring.ticket"],
  });
  const routes = ["$connect", "$disconnect", "$default"].map((routeKey) => {
    const integration = new WebSocketLambdaIntegration(`socket-${routeKey.slice(1)}`, fn);
    return api.addRoute(routeKey, { integration, ...(routeKey === "$connect" ? { authorizer } : {}) });
  });
  for (const route of routes.slice(1)) {
    accept(route, { "AwsSolutions-APIG4": "A WebSocket API authorizes connections, not their messages." });
  }
}

/** How cdk-nag writes a reference to the API. */
function nagNameOf(api: WebSocketApi): string {
  return `<${Stack.of(api).getLogicalId(api.node.defaultChild as CfnApi)}>`;
}

function letPost({ fn, plan }: DeployedFunction, api: WebSocketApi, { stageName }: WebSocketStage): void {
  const connections = `${api.apiId}/${stageName}/POST/@connections/*`;
  fn.addToRolePolicy(
    new PolicyStatement({
      actions: ["execute-api:ManageConnections"],
      resources: [`arn:${Aws.PARTITION}:execute-api:${Aws.REGION}:${Aws.ACCOUNT_ID}:${connections}`],
    }),
  );
  accept(fn.role ?? fn, {
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${nagNameOf(api)}/${stageName}/POST/@connections/*]`]: `${plan.name} sends to any connection of this stage; API Gateway names them.`,
  });
}

/** The tracking socket: a WebSocket API, and for each function where it is and the right to send what it has to. */
export function openSocket(service: DeployedService): void {
  const { stack, foundation, functions } = service;
  const api = new WebSocketApi(stack, "socket", {
    apiName: `${foundation.settings.stage}-tracking`,
    routeSelectionExpression: "$request.body.action",
  });
  const stage = createStage(service, api);
  addRoutes(service, api);
  const settings: SocketSettings = { SOCKET_URL: `${api.apiEndpoint}/${stage.stageName}` };
  new CfnOutput(stack, "SocketUrl", { value: settings.SOCKET_URL });
  for (const deployed of functions.filter(({ plan }) => plan.trigger !== "socketAuthorizer")) {
    for (const [name, value] of Object.entries(settings)) deployed.fn.addEnvironment(name, value);
    if (deployed.plan.trigger !== "http") letPost(deployed, api, stage);
  }
}
