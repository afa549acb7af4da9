import { describe, expect, it } from "vitest";
import type { Resource } from "../ports.ts";
import type { Assembly } from "./assembly.ts";
import { resolveResources } from "./resources.ts";

type Stacks = Record<string, { Resources?: object; Outputs?: object; Parameters?: object }>;

function anAssembly(stacks: Stacks): Assembly {
  const templates = Object.entries(stacks).map(([stack, template]) => ({
    stack,
    Parameters: {},
    Outputs: {},
    ...template,
    Resources: Object.fromEntries(
      Object.entries(template.Resources ?? {}).map(([id, raw]) => [id, { Properties: {}, Metadata: {}, ...raw }]),
    ),
  }));
  return { folder: "cdk.out", templates } as Assembly;
}

function resolved(stacks: Stacks): Record<string, Resource> {
  const { all } = resolveResources(anAssembly(stacks), "http://127.0.0.1:4001");
  return Object.fromEntries(all.map((resource) => [resource.logicalId, resource]));
}

const queue = { Type: "AWS::SQS::Queue", Properties: { QueueName: "dev-payments-events" } };
function aFunction(variables: object) {
  return {
    Type: "AWS::Lambda::Function",
    Properties: { FunctionName: "dev-relay", Environment: { Variables: variables } },
  };
}
function variablesOf(resource: Resource | undefined) {
  return (resource?.properties.Environment as { Variables: unknown } | undefined)?.Variables;
}

// biome-ignore-start lint/suspicious/noTemplateCurlyInString: Fn::Sub has the syntax of a template string.
describe("resolveResources", () => {
  // https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html, return values
  it("gives the URL of a queue for Ref and its ARN for GetAtt", () => {
    const { F } = resolved({
      bus: { Resources: { Q: queue, F: aFunction({ URL: { Ref: "Q" }, ARN: { "Fn::GetAtt": ["Q", "Arn"] } }) } },
    });
    expect(variablesOf(F)).toEqual({
      URL: "http://127.0.0.1:4001/000000000000/dev-payments-events",
      ARN: "arn:aws:sqs:us-east-1:000000000000:dev-payments-events",
    });
  });

  it.each([
    ["AWS::SNS::Topic", { TopicName: "notices" }, "arn:aws:sns:us-east-1:000000000000:notices"],
    ["AWS::Events::EventBus", { Name: "dev" }, "dev"],
    ["AWS::Lambda::Function", { FunctionName: "dev-relay" }, "dev-relay"],
    ["AWS::DynamoDB::GlobalTable", { TableName: "dev" }, "dev"],
    ["AWS::IAM::Role", { RoleName: "dev-relay" }, "dev-relay"],
    ["AWS::Events::Rule", { Name: "placed", EventBusName: "dev" }, "dev|placed"],
    ["AWS::Events::Rule", { Name: "every-minute" }, "every-minute"],
    ["AWS::Logs::LogGroup", { LogGroupName: "/aws/lambda/dev-relay" }, "/aws/lambda/dev-relay"],
    ["AWS::Cognito::UserPoolResourceServer", { Identifier: "millrace" }, "millrace"],
    // CloudFormation Template Reference, "Return values" of each type
  ])("gives what CloudFormation gives for Ref of %s", (Type, Properties, ref) => {
    expect(resolved({ s: { Resources: { R: { Type, Properties } } } }).R?.ref).toBe(ref);
  });

  // CloudFormation User Guide, "Intrinsic function reference" and "Pseudo parameters reference"
  it("joins, substitutes, selects and splits", () => {
    const { F } = resolved({
      s: {
        Resources: {
          Q: queue,
          F: aFunction({
            JOIN: { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, ":", { "Fn::GetAtt": ["Q", "QueueName"] }]] },
            SUB: { "Fn::Sub": "${AWS::Region}/${AWS::AccountId}/${Q}" },
            SELECT: { "Fn::Select": [5, { "Fn::Split": [":", { "Fn::GetAtt": ["Q", "Arn"] }] }] },
          }),
        },
      },
    });
    expect(variablesOf(F)).toEqual({
      JOIN: "arn:aws:dev-payments-events",
      SUB: "us-east-1/000000000000/http://127.0.0.1:4001/000000000000/dev-payments-events",
      SELECT: "dev-payments-events",
    });
  });

  // CloudFormation User Guide, "Fn::ImportValue"
  it("follows exports from one stack to another", () => {
    const { F } = resolved({
      orders: { Resources: { F: aFunction({ QUEUE: { "Fn::ImportValue": "bus:QArn" } }) } },
      bus: {
        Resources: { Q: queue },
        Outputs: {
          ExportsQ: {
            Value: { "Fn::GetAtt": ["Q", "Arn"] },
            Export: { Name: "bus:QArn" },
          },
        },
      },
    });
    expect(variablesOf(F)).toEqual({ QUEUE: "arn:aws:sqs:us-east-1:000000000000:dev-payments-events" });
  });

  it("makes up the same ids for a pool each time", () => {
    const stacks = { data: { Resources: { Pool: { Type: "AWS::Cognito::UserPool" } } } };
    const pool = resolved(stacks).Pool;
    expect(pool?.ref).toMatch(/^us-east-1_[0-9a-z]{9}$/);
    expect(pool?.attributes.ProviderURL).toBe(`http://127.0.0.1:4001/${pool?.ref}`);
    expect(resolved(stacks).Pool).toEqual(pool);
  });

  it("takes the default of a parameter and drops CDK's own metadata", () => {
    const all = resolved({
      s: {
        Parameters: { Version: { Default: "/cdk-bootstrap/version" } },
        Resources: {
          F: aFunction({ V: { Ref: "Version" } }),
          CDKMetadata: { Type: "AWS::CDK::Metadata", Condition: "C" },
        },
      },
    });
    expect(Object.keys(all)).toEqual(["F"]);
    expect(variablesOf(all.F)).toEqual({ V: "/cdk-bootstrap/version" });
  });

  it.each([
    [
      "an unknown type",
      { X: { Type: "AWS::EC2::Instance" } },
      /X \(AWS::EC2::Instance\): this resource type is not known/,
    ],
    [
      "an unknown function",
      { F: aFunction({ A: { "Fn::Cidr": [] } }) },
      /F \(AWS::Lambda::Function\): Fn::Cidr is not known/,
    ],
    ["a missing resource", { F: aFunction({ A: { Ref: "Q" } }) }, /refers to Q, which is not in its stack/],
    [
      "a missing attribute",
      { Q: queue, F: aFunction({ A: { "Fn::GetAtt": ["Q", "Url"] } }) },
      /Q\.Url, which AWS::SQS::Queue/,
    ],
    ["a missing export", { F: aFunction({ A: { "Fn::ImportValue": "no" } }) }, /imports no, which no stack exports/],
    ["a condition", { Q: { ...queue, Condition: "C" } }, /conditions are not known/],
  ])("says which resource holds %s", (_, Resources, message) => {
    expect(() => resolved({ s: { Resources } })).toThrow(message);
  });
});
// biome-ignore-end lint/suspicious/noTemplateCurlyInString: Fn::Sub ends here.
