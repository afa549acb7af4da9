import type { DeliveredFact, EventContract, EventMetadata } from "./define-event.ts";

function aggregateIdOf({ name, aggregate, exampleId, example }: EventContract): string {
  const id = exampleId ?? example[aggregate];
  if (typeof id !== "string") throw new TypeError(`${name} has no exampleId, and no ${aggregate} in its example.`);
  return id;
}

/**
 * A whole fact, as a consumer gets it in `detail`: the example of its contract, told as the first of its aggregate, by
 * the guest and the call of every other example.
 *
 * @throws TypeError for a contract whose example tells of no aggregate
 */
export function exampleFactOf<Contract extends EventContract>(contract: Contract): DeliveredFact<Contract> {
  const aggregateId = aggregateIdOf(contract);
  const metadata: EventMetadata = {
    eventId: `${aggregateId}.1`,
    type: contract.name,
    schemaVersion: contract.version,
    aggregateId,
    sequence: 1,
    occurredAt: "2026-11-23T09:30:00.000Z",
    actor: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8",
    correlationId: "5f0c4f5e-6f9e-4a53-9a57-0a4f3a9c2b11",
    causationId: "5f0c4f5e-6f9e-4a53-9a57-0a4f3a9c2b11",
    causationDepth: 0,
    traceparent: "00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
  };
  return { metadata, data: contract.example as DeliveredFact<Contract>["data"] };
}
