import type { Resource, Resources } from "../../infra/local/ports.ts";
import { costOf } from "./prices.ts";

/** What the resources of a type cost in a month in which nothing happens. */
export type IdleLine = {
  readonly type: string;
  readonly count: number;
  /** US dollars. */
  readonly month: number;
  /** What is paid for, or why nothing is. */
  readonly note: string;
};

type Counted = Omit<IdleLine, "type">;

const minutesOfMonth = 30 * 24 * 60;

/**
 * One run of a schedule that finds nothing due: a warm function in 512 MB, its START, END and REPORT line, a query of
 * each of four shards (half a unit each), and a trace, because X-Ray takes the first request of every second.
 */
const tick = { milliseconds: 100, logBytes: 500, readUnits: 2 };

/** Lambda polls a queue by five connections, each for up to 20 s (AWS Compute Blog, "Understanding how Lambda scales"). */
const pollsPerMinute = 5 * 3;

function free(note: string) {
  return (all: readonly Resource[]): Counted => ({ count: all.length, month: 0, note });
}

function each(
  priced: Parameters<typeof costOf>[0],
  note: string,
  isPaidFor: (resource: Resource) => boolean = () => true,
) {
  return (all: readonly Resource[]): Counted => {
    const count = all.filter(isPaidFor).length;
    return { count, month: costOf(priced, count), note };
  };
}

/** Alarms on what AWS reports by itself: each watches one metric. */
const alarms = each("alarmMonth", "alarms");

function clients(all: readonly Resource[]): Counted {
  return each("machineClientMonth", "clients of machines", ({ properties }) =>
    JSON.stringify(properties["AllowedOAuthFlows"] ?? []).includes("client_credentials"),
  )(all);
}

function mappings(all: readonly Resource[]): Counted {
  const queues = all.filter(({ properties }) => String(properties["EventSourceArn"]).includes(":sqs:"));
  return {
    count: queues.length,
    month: costOf("queueRequest", queues.length * pollsPerMinute * minutesOfMonth),
    note: "queues that Lambda polls; its reads of the stream are free",
  };
}

function rules(all: readonly Resource[]): Counted {
  const schedules = all.filter(({ properties }) => properties["ScheduleExpression"] !== undefined);
  const ticks = schedules.reduce((total, { properties }) => {
    const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(String(properties["ScheduleExpression"])) ?? [];
    if (minutes === undefined) throw new Error(`How often is ${String(properties["ScheduleExpression"])}?`);
    return total + minutesOfMonth / Number(minutes);
  }, 0);
  const gigabyteSeconds = (ticks * tick.milliseconds * 0.5) / 1_000;
  return {
    count: schedules.length,
    month:
      costOf("trace", ticks) +
      costOf("invocation", ticks) +
      costOf("gigabyteSecond", gigabyteSeconds) +
      costOf("readUnit", ticks * tick.readUnits) +
      costOf("logged", ticks * tick.logBytes),
    note: `schedules, ${ticks} runs: ${costOf("trace", ticks).toFixed(2)} of it traces`,
  };
}

const perRequest = "per request";
const partOf = "part of what it configures";

/** How each type of the templates costs something by being there. A type that is not listed is not priced. */
const idle: Readonly<Record<string, (all: readonly Resource[]) => Counted>> = {
  "AWS::ApiGateway::Account": free(partOf),
  "AWS::ApiGateway::Authorizer": free(partOf),
  "AWS::ApiGateway::Deployment": free(partOf),
  "AWS::ApiGateway::GatewayResponse": free(partOf),
  "AWS::ApiGateway::Method": free(partOf),
  "AWS::ApiGateway::Resource": free(partOf),
  "AWS::ApiGateway::RestApi": free(perRequest),
  "AWS::ApiGateway::Stage": free("it has no cache and no detailed metrics"),
  "AWS::ApiGatewayV2::Api": free("per message and minute of a connection"),
  "AWS::ApiGatewayV2::Authorizer": free(partOf),
  "AWS::ApiGatewayV2::Integration": free(partOf),
  "AWS::ApiGatewayV2::Route": free(partOf),
  "AWS::ApiGatewayV2::Stage": free(partOf),
  "AWS::CloudWatch::Alarm": alarms,
  "AWS::Cognito::UserPool": free("per active user"),
  "AWS::Cognito::UserPoolClient": clients,
  "AWS::Cognito::UserPoolDomain": free("AWS's own domain"),
  "AWS::Cognito::UserPoolGroup": free(partOf),
  "AWS::Cognito::UserPoolResourceServer": free(partOf),
  "AWS::DynamoDB::GlobalTable": free("on demand; storage and point-in-time recovery per byte, and nothing is stored"),
  "AWS::EventSchemas::Registry": free(
    "schemas that one writes oneself are free; only discovered ones are paid, per event",
  ),
  "AWS::EventSchemas::Schema": free("part of its registry"),
  "AWS::Events::Archive": free("per byte, and nothing comes"),
  "AWS::Events::EventBus": free("per event"),
  "AWS::Events::EventBusPolicy": free(partOf),
  "AWS::Events::Rule": rules,
  "AWS::IAM::Policy": free("IAM is free"),
  "AWS::IAM::Role": free("IAM is free"),
  "AWS::Lambda::EventInvokeConfig": free(partOf),
  "AWS::Lambda::EventSourceMapping": mappings,
  "AWS::Lambda::Function": free("per run; the runs of schedules are under the rules"),
  "AWS::Lambda::Permission": free(partOf),
  "AWS::Logs::LogGroup": free("per byte; the lines of schedules are under the rules"),
  "AWS::Logs::SubscriptionFilter": free(partOf),
  "AWS::S3::Bucket": free("per byte, and nothing is kept"),
  "AWS::S3::BucketPolicy": free(partOf),
  "AWS::SES::ConfigurationSet": free(partOf),
  "AWS::SES::ConfigurationSetEventDestination": free("AWS's own events"),
  "AWS::SNS::Topic": free(perRequest),
  "AWS::SNS::TopicPolicy": free(partOf),
  "AWS::SQS::Queue": free("per request; the polling is under the mappings"),
  "AWS::SQS::QueuePolicy": free(partOf),
  "AWS::SecretsManager::Secret": each("secretMonth", "secrets, under AWS's own key"),
  "AWS::XRay::SamplingRule": free("per trace"),
};

/** What a stage is told that is there to try things out, as infra/cdk/README.md has it. */
export const trial = { alarms: "none", machineClient: "none" };

/**
 * What a deployed stage costs in a month without traffic, by type of resource.
 *
 * @throws Error for a type of which nobody has said what it costs
 */
export function idleCost({ all }: Pick<Resources, "all">): readonly IdleLine[] {
  return [...Map.groupBy(all, ({ type }) => type)].sort().map(([type, ofType]) => {
    const price = idle[type];
    if (price === undefined) throw new Error(`What ${type} costs while nothing happens is not known.`);
    return { type, ...price(ofType) };
  });
}
