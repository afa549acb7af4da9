import { eventMetadata } from "@millrace/contracts/define-event";
import { eventContracts } from "@millrace/contracts/registry";
import { Validator } from "@seriousme/openapi-schema-validator";
import { describe, expect, it } from "vitest";
import { constantOf } from "../../infra/cdk/docstrings.ts";
import { deploy, onlyOf } from "./deployment.ts";

const deployment = deploy();
const schemas = deployment.resources.ofType("AWS::EventSchemas::Schema").map(({ properties }) => properties);

/** CreateSchema's bounds (EventBridge Schema Registry API Reference). */
const [maxContent, maxDescription, maxName] = [100_000, 256, 385];

type Fields = { readonly properties: Readonly<Record<string, Fields>> };
type Document = { readonly components: { readonly schemas: Readonly<Record<string, Fields>> } };

function documentOf(name: string): Document {
  const schema = schemas.find(({ SchemaName }) => SchemaName === name);
  return JSON.parse(String(schema?.["Content"]));
}

describe("the schema registry", () => {
  it("is the stage's own", () => {
    expect(onlyOf(deployment, "AWS::EventSchemas::Registry").properties["RegistryName"]).toBe("dev-millrace");
    expect(new Set(schemas.map(({ RegistryName }) => RegistryName))).toEqual(new Set(["dev-millrace"]));
  });

  it("has every fact in every version under source, detail type and version", () => {
    expect(schemas.map(({ SchemaName }) => SchemaName).toSorted()).toEqual(
      eventContracts.map(({ service, name, version }) => `millrace.${service}@${name}.v${version}`).toSorted(),
    );
  });

  it.each(schemas.map((schema) => [String(schema["SchemaName"]), schema] as const))(
    "takes %s: an OpenAPI 3.0 document within AWS's bounds",
    async (name, { Type, Content, Description }) => {
      expect(Type).toBe("OpenApi3");
      expect(name).toMatch(/^[0-9A-Za-z_.@-]+$/);
      expect(name.length).toBeLessThanOrEqual(maxName);
      expect(String(Description).length).toBeLessThanOrEqual(maxDescription);
      expect(String(Content).length).toBeLessThanOrEqual(maxContent);
      expect(await new Validator().validate(JSON.parse(String(Content)))).toEqual({ valid: true });
    },
  );

  it("describes the whole event, as discovery would, for code bindings", () => {
    const { schemas: described } = documentOf("millrace.orders@order.placed.v1").components;
    expect(described["AWSEvent"]).toMatchObject({
      "x-amazon-events-source": "millrace.orders",
      "x-amazon-events-detail-type": "order.placed",
      required: expect.arrayContaining(["detail-type", "source", "detail", "id", "time"]),
      properties: { detail: { $ref: "#/components/schemas/OrderPlaced" } },
    });
    expect(Object.keys(described)).toEqual(["AWSEvent", "OrderPlaced"]);
  });

  it.each(eventContracts)("knows every field of $name that its own schema knows", (contract) => {
    const { components } = documentOf(`millrace.${contract.service}@${contract.name}.v${contract.version}`);
    const detail = components.schemas[constantOf(contract)]?.properties;
    expect(Object.keys(detail?.["data"]?.properties ?? {})).toEqual(Object.keys(contract.data.shape));
    expect(Object.keys(detail?.["metadata"]?.properties ?? {})).toEqual(Object.keys(eventMetadata.shape));
  });
});
