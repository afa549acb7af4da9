/** The README's table of resource types, made from what the parts honor. `node infra/local/honors-table.ts` prints it. */
import { allHonors } from "./honors.ts";

const GUIDE = {
  apiGateway: 'API Gateway Developer Guide, "REST APIs"',
  cloudWatch: "CloudWatch API Reference, PutMetricAlarm",
  cognito: "Cognito user pools API Reference; RFC 6749",
  dynamoDb: "DynamoDB Local is Amazon's own",
  eventBridge: "EventBridge User Guide",
  iam: 'IAM User Guide, "Policy evaluation logic"',
  lambda: "Lambda Developer Guide",
  logs: "CloudWatch Logs User Guide",
  secrets: "Secrets Manager API Reference",
  ses: "SES API v2 Reference; SES Developer Guide",
  sns: "SNS Developer Guide",
  sqs: "SQS Developer Guide and API Reference",
  xray: "X-Ray Developer Guide",
};

/** Where the model of a resource type is, relative to this folder, and where its rules come from. */
const MODELS: Readonly<Record<string, readonly [file: string, source: string]>> = {
  "AWS::ApiGateway::Account": ["gateway/api.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::Authorizer": ["gateway/authorizers.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::Deployment": ["gateway/api.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::GatewayResponse": ["gateway/refusals.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::Method": ["gateway/gateway.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::Resource": ["gateway/routes.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::RestApi": ["gateway/api.ts", GUIDE.apiGateway],
  "AWS::ApiGateway::Stage": ["gateway/gateway.ts", GUIDE.apiGateway],
  "AWS::CloudWatch::Alarm": ["observation/alarms.ts", GUIDE.cloudWatch],
  "AWS::Cognito::UserPool": ["user-pool/users.ts", GUIDE.cognito],
  "AWS::Cognito::UserPoolClient": ["user-pool/tokens.ts", GUIDE.cognito],
  "AWS::Cognito::UserPoolDomain": ["user-pool/web.ts", GUIDE.cognito],
  "AWS::Cognito::UserPoolGroup": ["user-pool/users.ts", GUIDE.cognito],
  "AWS::Cognito::UserPoolResourceServer": ["user-pool/web.ts", GUIDE.cognito],
  "AWS::DynamoDB::GlobalTable": ["endpoint/tables.ts", GUIDE.dynamoDb],
  "AWS::Events::Archive": ["delivery/archive.ts", GUIDE.eventBridge],
  "AWS::Events::EventBus": ["delivery/bus.ts", GUIDE.eventBridge],
  "AWS::Events::EventBusPolicy": ["iam/policies.ts", GUIDE.iam],
  "AWS::Events::Rule": ["delivery/bus.ts", GUIDE.eventBridge],
  "AWS::IAM::Policy": ["iam/policies.ts", GUIDE.iam],
  "AWS::IAM::Role": ["iam/policies.ts", GUIDE.iam],
  "AWS::Lambda::EventInvokeConfig": ["delivery/async-event.ts", GUIDE.lambda],
  "AWS::Lambda::EventSourceMapping": ["delivery/stream.ts", GUIDE.lambda],
  "AWS::Lambda::Function": ["functions/functions.ts", GUIDE.lambda],
  "AWS::Lambda::Permission": ["iam/policies.ts", GUIDE.iam],
  "AWS::Logs::LogGroup": ["functions/logs.ts", GUIDE.logs],
  "AWS::Logs::SubscriptionFilter": ["delivery/log-subscription.ts", GUIDE.logs],
  "AWS::S3::Bucket": ["delivery/failure-record.ts", GUIDE.lambda],
  "AWS::S3::BucketPolicy": ["iam/policies.ts", GUIDE.iam],
  "AWS::SES::ConfigurationSet": ["observation/mailbox.ts", GUIDE.ses],
  "AWS::SES::ConfigurationSetEventDestination": ["observation/mailbox.ts", GUIDE.ses],
  "AWS::SNS::Topic": ["delivery/topic.ts", GUIDE.sns],
  "AWS::SNS::TopicPolicy": ["iam/policies.ts", GUIDE.iam],
  "AWS::SQS::Queue": ["delivery/queue.ts", GUIDE.sqs],
  "AWS::SQS::QueuePolicy": ["iam/policies.ts", GUIDE.iam],
  "AWS::SecretsManager::Secret": ["observation/secrets.ts", GUIDE.secrets],
  "AWS::XRay::SamplingRule": ["observation/honors.ts", GUIDE.xray],
};

/** A row for each resource type: type, properties honored, model, source of its rules. */
export function honorsTable(): string {
  const rows = Object.entries(allHonors)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([type, paths]) => {
      const [file, source] = MODELS[type] ?? ["?", "?"];
      const properties = paths.toSorted().map((path) => `\`${path}\``);
      return `| ${type.replace("AWS::", "")} | ${properties.join(" ")} | [${file}](${file}) | ${source} |`;
    });
  return ["| type (AWS::…) | properties honored | model | source of its rules |", "|---|---|---|---|", ...rows].join(
    "\n",
  );
}

/** The models named in the table. */
export const modelFiles: readonly string[] = [...new Set(Object.values(MODELS).map(([file]) => file))];

if (import.meta.main) process.stdout.write(`${honorsTable()}\n`);
