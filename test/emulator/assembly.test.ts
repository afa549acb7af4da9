import { describe, expect, it } from "vitest";
import { deployable } from "./assembly.ts";

function resource(Type: string, Properties: unknown = {}) {
  return { Type, Properties };
}

function propertiesOf(Type: string, Properties: unknown) {
  return deployable({ Resources: { Thing: resource(Type, Properties) } }).Resources["Thing"]?.Properties;
}

describe("a template for MiniStack", () => {
  it("lacks the types that it does not know, and no other", () => {
    const Queue = resource("AWS::SQS::Queue", {
      QueueName: "dev-orders-events",
      RedrivePolicy: { maxReceiveCount: 5 },
    });
    expect(deployable({ Resources: { Archive: resource("AWS::Events::Archive"), Queue } })).toEqual({
      Resources: { Queue },
    });
  });

  it("spells a user pool's address out", () => {
    const Value = { "Fn::GetAtt": ["Users", "ProviderURL"] };
    expect(propertiesOf("AWS::Lambda::Function", { Environment: { Variables: { USER_POOL_URL: Value } } })).toEqual({
      Environment: {
        Variables: {
          USER_POOL_URL: { "Fn::Join": ["", ["https://", { "Fn::GetAtt": ["Users", "ProviderName"] }]] },
        },
      },
    });
  });

  it("filters the stream by all but what is absent", () => {
    const pattern = (more: string) => `{"dynamodb":{"NewImage":{"__edb_e__":{"S":["journal"]}${more}}}}`;
    const filtering = (Pattern: string) => ({ FilterCriteria: { Filters: [{ Pattern }] } });
    const given = filtering(pattern(',"seeded":{"BOOL":[{"exists":false}]}'));
    expect(propertiesOf("AWS::Lambda::EventSourceMapping", given)).toEqual(filtering(pattern("")));
  });

  it("replaces the media type of the gateway's own answers instead of adding one", () => {
    const answer = { ResponseParameters: { "gatewayresponse.header.content-type": "'application/problem+json'" } };
    expect(propertiesOf("AWS::ApiGateway::GatewayResponse", answer)).toEqual({
      ResponseParameters: { "gatewayresponse.header.Content-Type": "'application/problem+json'" },
    });
  });
});
