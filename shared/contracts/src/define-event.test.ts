import { describe, expect, it } from "vitest";
import * as z from "zod";
import { busSourceOf, defineEvent, detailOf, type EventMetadata, eventMetadata } from "./define-event.ts";
import { eventContracts } from "./registry.ts";

const metadata: EventMetadata = {
  eventId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8.1",
  type: "order.tested",
  schemaVersion: 1,
  aggregateId: "ord_01kaq3v8e0m4t6w8y0a2c4e6g8",
  sequence: 1,
  occurredAt: "2026-11-23T09:30:00.000Z",
  actor: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
  correlationId: "request-1",
  causationId: "request-1",
  causationDepth: 0,
};

/** The verbs of our facts, each in the past tense. A new one is added here, after reading it aloud: "an order was …". */
const verbs = [
  "abandoned",
  "added",
  "adjusted",
  "archived",
  "authorized",
  "canceled",
  "changed",
  "confirmed",
  "counted",
  "created",
  "depleted",
  "disabled",
  "failed",
  "low",
  "merged",
  "placed",
  "published",
  "received",
  "reconciled",
  "removed",
  "replenished",
  "transferred",
  "updated",
  "voided",
];

describe("the facts", () => {
  it("have distinct names within a version, of one publisher each", () => {
    const versions = eventContracts.map(({ name, version }) => `${name}/${version}`);
    expect(new Set(versions).size).toBe(versions.length);
    const publishers = new Map(eventContracts.map(({ name, service }) => [name, service]));
    expect(eventContracts.filter(({ name, service }) => publishers.get(name) !== service)).toEqual([]);
  });

  it.each(eventContracts)("$name is a dotted name: a noun, and what happened to it in the past tense", ({ name }) => {
    const [, verb] = /^(?:[a-z]+_)*[a-z]+\.(?:[a-z]+_)*([a-z]+)$/.exec(name) ?? [];
    expect(verbs).toContain(verb);
  });

  it.each(eventContracts)("$name has a strict schema, which its example matches unchanged", ({ data, example }) => {
    expect(data.parse(example)).toEqual(example);
    expect(data.parse(JSON.parse(JSON.stringify(example)))).toEqual(example);
    expect(data.safeParse({ ...example, unknown: 1 }).success).toBe(false);
  });

  it.each(eventContracts)("$name cannot do without any required field of its example", ({ data, example }) => {
    const required = Object.keys(example).filter((field) => !data.shape[field]?.safeParse(undefined).success);
    expect(required).not.toEqual([]);
    for (const field of required) expect(data.safeParse({ ...example, [field]: undefined }).success).toBe(false);
  });

  it("hold no personal data: no field is named like any", () => {
    const personal = /name$|email|phone|street|city|zip|postal|address|birth|token|password|card/i;
    const things = /^(product|category|price_list|promotion|tax_rates|zone|location|order)\./;
    const isOfAThing = (field: string) => things.test(field) && field.endsWith(".name");
    const fieldsOf = (path: string, value: unknown): readonly string[] =>
      typeof value === "object" && value !== null
        ? Object.entries(value).flatMap(([key, inner]) => {
            const field = Array.isArray(value) ? path : `${path}.${key}`;
            return [...(typeof inner === "object" ? [] : [field]), ...fieldsOf(field, inner)];
          })
        : [];
    const fields = eventContracts.flatMap(({ name, example }) => fieldsOf(`${name} data`, example));
    expect(fields.length).toBeGreaterThan(50);
    expect(fields.filter((field) => personal.test(field) && !isOfAThing(field))).toEqual([]);
  });
});

describe("busSourceOf", () => {
  it("puts the house's name before the service's", () => {
    expect(busSourceOf("orders")).toBe("millrace.orders");
  });
});

describe("eventMetadata", () => {
  it("takes what the journal writes, with or without a traceparent", () => {
    const traceparent = "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01";
    expect(eventMetadata.parse(metadata)).toEqual(metadata);
    expect(eventMetadata.parse({ ...metadata, traceparent })).toEqual({ ...metadata, traceparent });
  });

  it.each<[string, Partial<Record<keyof EventMetadata, unknown>>]>([
    ["a sequence of 0", { sequence: 0 }],
    ["half a sequence", { sequence: 1.5 }],
    ["a version of 0", { schemaVersion: 0 }],
    ["a negative depth", { causationDepth: -1 }],
    ["a local time", { occurredAt: "2026-11-23T09:30:00.000" }],
    ["no id", { eventId: undefined }],
    ["no correlation", { correlationId: undefined }],
  ])("refuses %s", (_, change) => {
    expect(eventMetadata.safeParse({ ...metadata, ...change }).success).toBe(false);
  });
});

describe("detailOf", () => {
  const contract = defineEvent({
    service: "orders",
    aggregate: "orderId",
    name: "order.tested",
    version: 1,
    data: z.strictObject({ orderId: z.string(), lines: z.array(z.strictObject({ sku: z.string() })) }),
    example: { orderId: "ord_1", lines: [] },
  });
  const schema = detailOf(contract);

  it.each(eventContracts)("reads $name", (fact) => {
    expect(detailOf(fact).parse({ metadata, data: fact.example })).toEqual({ metadata, data: fact.example });
  });

  it("drops fields that were added later, wherever they stand", () => {
    const later = {
      metadata: { ...metadata, added: 1 },
      data: { orderId: "ord_1", added: 1, lines: [{ sku: "A", added: 1 }] },
      added: 1,
    };
    expect(schema.parse(later)).toEqual({ metadata, data: { orderId: "ord_1", lines: [{ sku: "A" }] } });
  });

  it.each<[string, unknown]>([
    ["no metadata", { data: { orderId: "ord_1", lines: [] } }],
    ["no data", { metadata }],
    ["half of the data", { metadata, data: { orderId: "ord_1" } }],
    ["a wrong type deep inside", { metadata, data: { orderId: "ord_1", lines: [{ sku: 1 }] } }],
    ["half of the metadata", { metadata: { type: "order.tested" }, data: { orderId: "ord_1", lines: [] } }],
    ["a word", "order.tested"],
    ["nothing", undefined],
  ])("refuses %s", (_, detail) => {
    expect(schema.safeParse(detail).success).toBe(false);
  });
});
