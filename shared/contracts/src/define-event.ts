import { isId } from "@millrace/kernel/ids";
import * as z from "zod";
import { opened } from "./opened.ts";
import { timestamp } from "./values.ts";

/** What every fact says about itself, beside its data. */
export const eventMetadata = z.strictObject({
  eventId: z.string().meta({ description: "`<aggregateId>.<sequence>`: the same fact always has the same id." }),
  type: z.string(),
  schemaVersion: z.int().min(1),
  aggregateId: z.string(),
  sequence: z.int().min(1).meta({ description: "Gap-free per aggregate, from 1." }),
  occurredAt: timestamp,
  actor: z.string(),
  correlationId: z.string(),
  causationId: z.string(),
  causationDepth: z.int().min(0),
  traceparent: z.string().optional(),
});
/** What every fact says about itself, as code has it. */
export type EventMetadata = z.output<typeof eventMetadata>;

/** One published fact. Journal, relay check, rule pattern, consumer and JSON Schema all derive from this object. */
export type EventContract<Name extends string = string, Data extends z.ZodObject = z.ZodObject> = {
  readonly service: string;
  /** The name of the id under which the service keeps the fact's aggregate: `orderId`. Its journal stands beside it. */
  readonly aggregate: string;
  /** The id of the example's aggregate, where the example does not hold it under the name above. */
  readonly exampleId?: string;
  readonly name: Name;
  readonly version: number;
  readonly data: Data;
  readonly example: z.output<Data>;
};

/**
 * Declares a fact of a service: dotted name in the past tense, version, strict zod schema of its data, an example.
 * Removing or narrowing a field needs a new version.
 */
export function defineEvent<const Name extends string, Data extends z.ZodObject>(
  contract: EventContract<Name, Data>,
): EventContract<Name, Data> {
  return contract;
}

/** The data a fact carries: `FactData<typeof OrderPlaced>`. */
export type FactData<Contract extends EventContract> = z.output<Contract["data"]>;

/** What a decision tells: that something happened to an aggregate, as the `sequence`-th of its facts. */
export type Fact<Contract extends EventContract = EventContract> = {
  readonly event: Contract;
  readonly aggregateId: string;
  /** Gap-free per aggregate, from 1; usually the version that the change leads to. */
  readonly sequence: number;
  readonly data: FactData<Contract>;
};

/** Makes a fact, its data checked against the contract's type: `fact(OrderConfirmed, orderId, 2, { … })`. */
export function fact<Contract extends EventContract>(
  event: Contract,
  aggregateId: string,
  sequence: number,
  data: FactData<Contract>,
): Fact<Contract> {
  return { event, aggregateId, sequence, data };
}

/** What a decision comes to: the state that is next, and the fact that tells it. */
export type Decision<State, Contract extends EventContract = EventContract> = {
  readonly state: State;
  readonly fact: Fact<Contract>;
};

/** A fact as consumers see it in `detail`. */
export type DeliveredFact<Contract extends EventContract = EventContract> = {
  readonly metadata: EventMetadata;
  readonly data: FactData<Contract>;
};

/** The ids by which an operator finds the story that a fact belongs to: its own, and its order's where it has one. */
export function storyIdsOf({ metadata, data }: DeliveredFact): Readonly<Record<string, string>> {
  const { eventId, correlationId, aggregateId } = metadata;
  const orderId = isId("order", aggregateId) ? aggregateId : data["orderId"];
  return { eventId, correlationId, ...(typeof orderId === "string" ? { orderId } : {}) };
}

/**
 * Whether a contract describes what an AWS service tells of itself on the account's default bus, under the source AWS
 * gives it: `service: "aws.ses"`. Nobody here publishes it, and its `data` is the whole detail, without metadata.
 */
export function isForeign({ service }: Pick<EventContract, "service">): boolean {
  return service.startsWith("aws.");
}

/** The source on the bus: `millrace.orders`, `aws.ses`. */
export function busSourceOf(service: string): string {
  return isForeign({ service }) ? service : `millrace.${service}`;
}

/** The schema of `detail` on the bus; it stays open, at every depth, for fields that are added later. */
export function detailOf(contract: EventContract) {
  return opened(z.strictObject({ metadata: eventMetadata, data: contract.data }));
}
