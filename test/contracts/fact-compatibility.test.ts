import { join } from "node:path";
import { breaksOf } from "@millrace/contracts/compatibility";
import { defineEvent, type EventContract } from "@millrace/contracts/define-event";
import type { JsonSchema } from "@millrace/contracts/interoperable";
import { jsonSchemaOf, schemaFileOf } from "@millrace/contracts/json-schema";
import { eventContracts } from "@millrace/contracts/registry";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { baseOf } from "../support/merge-base.ts";

function schemasOf(contracts: readonly EventContract[]): ReadonlyMap<string, JsonSchema> {
  return new Map(contracts.map((contract) => [schemaFileOf(contract), jsonSchemaOf(contract)]));
}

const base = baseOf(join(import.meta.dirname, "../.."));

describe(`the facts, compared with ${base.says}`, () => {
  const published = [...base.filesIn("shared/contracts/schemas")].map(([file, text]): [string, JsonSchema] => [
    file,
    JSON.parse(text),
  ]);

  it("keep what every published version promised, whatever became of its file", () => {
    expect(
      breaksOf(new Map(published), schemasOf(eventContracts)),
      "Leave a published version as it is in the registry, and add the next one.",
    ).toEqual([]);
  });
});

describe("a change of a fact", () => {
  const aFact = (version: number, fields: z.ZodRawShape): EventContract =>
    defineEvent({
      ...{ service: "orders", aggregate: "orderId", name: "order.tested", version },
      data: z.strictObject({ orderId: z.string(), ...fields }),
      example: { orderId: "ord_1" },
    });
  const published = schemasOf([aFact(1, { note: z.string().max(40).optional() })]);

  it.each<[string, readonly EventContract[]]>([
    ["a further field", [aFact(1, { note: z.string().max(40).optional(), more: z.string().optional() })]],
    ["a wider field", [aFact(1, { note: z.string().max(80).optional() })]],
    ["a next version beside the first", [aFact(1, { note: z.string().max(40).optional() }), aFact(2, {})]],
  ])("passes with %s", (_, now) => {
    expect(breaksOf(published, schemasOf(now))).toEqual([]);
  });

  it.each<[string, readonly EventContract[], string]>([
    ["without a field", [aFact(1, {})], "order.tested.v1.json: $.data.note: removed"],
    [
      "with a narrower field",
      [aFact(1, { note: z.string().max(20).optional() })],
      "order.tested.v1.json: $.data.note: maxLength became 20, was 40",
    ],
    [
      "with a further field that must be there",
      [aFact(1, { note: z.string().max(40).optional(), more: z.string() })],
      "order.tested.v1.json: $.data.more: required now",
    ],
    ["whose next version takes the place of the first", [aFact(2, {})], "order.tested.v1.json: removed"],
  ])("fails %s", (_, now, sentence) => {
    expect(breaksOf(published, schemasOf(now))).toEqual([sentence]);
  });
});
