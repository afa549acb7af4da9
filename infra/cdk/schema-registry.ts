import { busSourceOf, type EventContract } from "@millrace/contracts/define-event";
import { openApiSchemaOf } from "@millrace/contracts/json-schema";
import { eventContracts } from "@millrace/contracts/registry";
import type { Stack } from "aws-cdk-lib";
import { CfnRegistry, CfnSchema } from "aws-cdk-lib/aws-eventschemas";
import { envelopeOf, versionedNameOf } from "./asyncapi-messages.ts";
import { aboutOf, constantOf, saidOf } from "./docstrings.ts";

/**
 * A fact as EventBridge's own discovery would describe it: an OpenAPI 3.0 document whose schema `AWSEvent` is the whole
 * event, and from which the registry makes code bindings.
 */
function registeredSchemaOf(contract: EventContract) {
  const name = constantOf(contract);
  return {
    openapi: "3.0.0",
    info: { title: name, version: `${contract.version}.0.0` },
    paths: {},
    components: {
      schemas: {
        AWSEvent: {
          ...envelopeOf(contract, { $ref: `#/components/schemas/${name}` }),
          "x-amazon-events-detail-type": contract.name,
          "x-amazon-events-source": busSourceOf(contract.service),
        },
        [name]: openApiSchemaOf(contract),
      },
    },
  };
}

/** Puts every fact in every version into a schema registry of the stage. Custom schemas cost nothing. */
export function registerSchemas(stack: Stack, stage: string): void {
  const registry = new CfnRegistry(stack, "Schemas", {
    registryName: `${stage}-millrace`,
    description: "The facts of Millrace.",
  });
  const about = aboutOf("shared/contracts/src/*.ts");
  for (const contract of eventContracts) {
    const name = versionedNameOf(contract);
    new CfnSchema(stack, `Schema-${name}`, {
      registryName: registry.attrRegistryName,
      // As the registry names what it discovers, with our version: both are there while two may come.
      schemaName: `${busSourceOf(contract.service)}@${name}`,
      type: "OpenApi3",
      description: saidOf(about, constantOf(contract)),
      content: JSON.stringify(registeredSchemaOf(contract)),
    });
  }
}
