import type { EventContract } from "@millrace/contracts/define-event";

/** A journal entry as the table holds it, keys and all, telling the contract's own example. */
export function aJournalImage(
  contract: EventContract,
  changes: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  const aggregateId = String(Object.values(contract.example)[0]);
  const sequence = Number(changes["sequence"] ?? 1);
  return {
    pk: `$${contract.service}#aggregateId_${aggregateId}`,
    sk: `$journal_1#sequence_${String(sequence).padStart(9, "0")}`,
    gsi3pk: `$${contract.service}#feedHour_2026-11-23T09#feedShard_1`,
    gsi3sk: `$journal_1#occurredAt_2026-11-23T09:30:00.000Z#eventId_${aggregateId}.${sequence}`,
    __edb_e__: "journal",
    __edb_v__: "1",
    aggregateId,
    sequence,
    eventId: `${aggregateId}.${sequence}`,
    type: contract.name,
    schemaVersion: contract.version,
    occurredAt: "2026-11-23T09:30:00.000Z",
    actor: "cus_1",
    correlationId: "cor-1",
    causationId: "req-1",
    causationDepth: 0,
    feedHour: "2026-11-23T09",
    feedShard: 1,
    data: contract.example,
    ...changes,
  };
}
