/**
 * What `Ref` and `Fn::GetAtt` give for each resource type. Source: the "Return values" section of each type in the
 * CloudFormation template reference. Names given in the template are kept; made-up ids are hashes of stack and logical id,
 * so a restart with kept state finds the same ones.
 */
import { createHash } from "node:crypto";

export const accountId = "000000000000";
export const region = "us-east-1";

export type Physical = { readonly ref: string; readonly attributes: Readonly<Record<string, string>> };

/** Resolves one property of the resource at hand; `undefined` when the template does not set it. */
type Property = (name: string) => unknown;

type Place = {
  readonly stack: string;
  readonly logicalId: string;
  /** Base URL of the local AWS endpoint. */
  readonly awsUrl: string;
};

type Describe = (property: Property, place: Place) => Physical;

/** The declared table: one entry per resource type that the local runtime can name. */
export const physicalTypes: Readonly<Record<string, Describe>> = {
  "AWS::ApiGateway::Account": byId(),
  "AWS::ApiGateway::Authorizer": byId(),
  "AWS::ApiGateway::Deployment": byId(),
  "AWS::ApiGateway::GatewayResponse": byId(),
  "AWS::ApiGateway::Method": byId(),
  "AWS::ApiGateway::Resource": byId(),
  "AWS::ApiGateway::RestApi": byId((id) => ({ RootResourceId: hash(`${id}/`, 10) })),
  "AWS::ApiGateway::Stage": byName("StageName"),
  "AWS::ApiGatewayV2::Api": (_, place) => {
    const id = hash(key(place), 10);
    // On AWS the API's id is in the host's name.
    return { ref: id, attributes: { ApiEndpoint: `${place.awsUrl.replace(/^http/, "ws")}/${id}` } };
  },
  "AWS::ApiGatewayV2::Authorizer": byId(),
  "AWS::ApiGatewayV2::Integration": byId(),
  "AWS::ApiGatewayV2::Route": byId(),
  "AWS::ApiGatewayV2::Stage": byName("StageName"),
  "AWS::CloudWatch::Alarm": byName("AlarmName", (name) => ({ Arn: arn("cloudwatch", `alarm:${name}`) })),
  "AWS::Cognito::UserPool": (_, place) => {
    const id = `${region}_${hash(key(place), 9)}`;
    // The issuer of its tokens: locally the endpoint, so that a verifier finds the keys where the issuer says.
    return { ref: id, attributes: { Arn: arn("cognito-idp", `userpool/${id}`), ProviderURL: `${place.awsUrl}/${id}` } };
  },
  "AWS::Cognito::UserPoolClient": (property, place) => {
    const secret = { ClientSecret: hash(`${key(place)}/secret`, 51) };
    return { ref: hash(key(place), 26), attributes: property("GenerateSecret") === true ? secret : {} };
  },
  "AWS::Cognito::UserPoolDomain": byName("Domain"),
  "AWS::Cognito::UserPoolGroup": byName("GroupName"),
  "AWS::Cognito::UserPoolResourceServer": byName("Identifier"),
  "AWS::DynamoDB::GlobalTable": byName("TableName", (name) => ({
    Arn: arn("dynamodb", `table/${name}`),
    StreamArn: arn("dynamodb", `table/${name}/stream/2026-01-01T00:00:00.000`),
  })),
  "AWS::EventSchemas::Registry": (property, place) => {
    const RegistryName = nameOf(property("RegistryName"), place);
    return { ref: arn("schemas", `registry/${RegistryName}`), attributes: { RegistryName } };
  },
  "AWS::EventSchemas::Schema": (property, place) => {
    const name = nameOf(property("SchemaName"), place);
    return { ref: arn("schemas", `schema/${String(property("RegistryName"))}/${name}`), attributes: {} };
  },
  "AWS::Events::Archive": byName("ArchiveName", (name) => ({ Arn: arn("events", `archive/${name}`) })),
  "AWS::Events::EventBus": byName("Name", (name) => ({ Arn: arn("events", `event-bus/${name}`) })),
  "AWS::Events::EventBusPolicy": byId(),
  "AWS::Events::Rule": (property, place) => {
    const name = nameOf(property("Name"), place);
    const bus = busName(property("EventBusName"));
    return {
      ref: bus === "default" ? name : `${bus}|${name}`,
      attributes: { Arn: arn("events", bus === "default" ? `rule/${name}` : `rule/${bus}/${name}`) },
    };
  },
  "AWS::IAM::Policy": byName("PolicyName"),
  "AWS::IAM::Role": byName("RoleName", (name) => ({ Arn: arn("iam", `role/${name}`, "") })),
  "AWS::Lambda::EventInvokeConfig": byId(),
  "AWS::Lambda::EventSourceMapping": byId(),
  "AWS::Lambda::Function": byName("FunctionName", (name) => ({ Arn: arn("lambda", `function:${name}`) })),
  "AWS::Lambda::Permission": byId(),
  "AWS::Logs::LogGroup": byName("LogGroupName", (name) => ({ Arn: arn("logs", `log-group:${name}:*`) })),
  "AWS::Logs::SubscriptionFilter": byName("FilterName"),
  "AWS::S3::Bucket": byName(
    "BucketName",
    (name) => ({ Arn: arn("s3", name, "", "") }),
    (name) => name.toLowerCase(),
  ),
  "AWS::S3::BucketPolicy": byId(),
  "AWS::SES::ConfigurationSet": byName("Name"),
  "AWS::SES::ConfigurationSetEventDestination": byId(),
  "AWS::SNS::Topic": (property, place) => ({ ref: arn("sns", nameOf(property("TopicName"), place)), attributes: {} }),
  "AWS::SNS::TopicPolicy": byId(),
  "AWS::SQS::Queue": (property, place) => {
    const name = nameOf(property("QueueName"), place);
    return { ref: `${place.awsUrl}/${accountId}/${name}`, attributes: { Arn: arn("sqs", name), QueueName: name } };
  },
  "AWS::SQS::QueuePolicy": byId(),
  "AWS::SecretsManager::Secret": (property, place) => {
    const name = nameOf(property("Name"), place);
    // Secrets Manager adds six characters of its own to the name in the ARN.
    return { ref: arn("secretsmanager", `secret:${name}-${hash(key(place), 6)}`), attributes: {} };
  },
  "AWS::XRay::SamplingRule": (property, place) => {
    const rule = property("SamplingRule");
    const given = typeof rule === "object" && rule !== null && "RuleName" in rule ? rule.RuleName : undefined;
    return { ref: arn("xray", `sampling-rule/${nameOf(given, place)}`), attributes: {} };
  },
};

/** `arn:aws:<service>:<region>:<account>:<resource>`. */
export function arn(service: string, resource: string, inRegion = region, owner = accountId): string {
  return `arn:aws:${service}:${inRegion}:${owner}:${resource}`;
}

/** The bus a rule or archive names: by name, by ARN, or the account's default one. */
function busName(value: unknown): string {
  if (value === undefined) return "default";
  return String(value).replace(/^arn:aws:events:.*:event-bus\//, "");
}

function byId(attributes: (id: string) => Record<string, string> = () => ({})): Describe {
  return (_, place) => {
    const id = hash(key(place), 10);
    return { ref: id, attributes: attributes(id) };
  };
}

function byName(
  nameProperty: string,
  attributes: (name: string) => Record<string, string> = () => ({}),
  spell: (name: string) => string = (name) => name,
): Describe {
  return (property, place) => {
    const name = spell(nameOf(property(nameProperty), place));
    return { ref: name, attributes: attributes(name) };
  };
}

function nameOf(given: unknown, place: Place): string {
  return typeof given === "string" ? given : `${place.stack}-${place.logicalId}`;
}

function key(place: Place): string {
  return `${place.stack}/${place.logicalId}`;
}

function hash(text: string, length: number): string {
  const digits = BigInt(`0x${createHash("sha512").update(text).digest("hex")}`).toString(36);
  return digits.slice(-length);
}
