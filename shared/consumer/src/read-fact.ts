import { type DeliveredFact, detailOf, type EventContract, eventMetadata } from "@millrace/contracts/define-event";
import * as z from "zod";
import type { Upcasters } from "./upcast.ts";

/** A fact of any of the contracts, told apart by `metadata.type`. */
export type FactOf<Contract extends EventContract> = Contract extends EventContract
  ? Omit<DeliveredFact<Contract>, "metadata"> & {
      readonly metadata: DeliveredFact["metadata"] & { readonly type: Contract["name"] };
    }
  : never;

/**
 * Why a message is no fact that the consumer reads: it never was one (`malformed`), it is one that the consumer did not
 * ask for (`unknown_fact`), or one of a version that it has neither contract nor upcaster for (`unknown_version`).
 */
export type Unreadable = {
  readonly code: "malformed" | "unknown_fact" | "unknown_version";
  /** In our own words: names of fields, never what they hold, which may be personal. */
  readonly reason: string;
};

/** What reading comes to. */
export type Reading<Contract extends EventContract> =
  | { readonly fact: FactOf<Contract> }
  | { readonly unreadable: Unreadable };

/** Open for what later versions of our metadata add. */
const told = z.object({ metadata: z.object(eventMetadata.shape), data: z.unknown() });

function unreadable(code: Unreadable["code"], reason: string): { readonly unreadable: Unreadable } {
  return { unreadable: { code, reason } };
}

function fieldsOf({ issues }: z.ZodError): string {
  return issues.map(({ path }) => path.join(".") || "itself").join(", ");
}

/**
 * A reader of the given facts. It takes what `carriedBy` answers, and answers the fact, its data as its contract's
 * version has it: fields that are not known yet are dropped, older versions go through their upcasters. What it
 * cannot read it names; it throws only what an upcaster throws.
 */
export function factReader<const Contract extends EventContract>(
  contracts: readonly Contract[],
  upcasters: Upcasters = {},
): (carried: unknown) => Reading<Contract> {
  const byName = new Map(contracts.map((contract) => [contract.name, { contract, schema: detailOf(contract) }]));
  return (carried) => {
    const read = told.safeParse(carried);
    if (!read.success) return unreadable("malformed", `Not a fact: ${fieldsOf(read.error)}.`);
    const { type, schemaVersion } = read.data.metadata;
    const known = byName.get(type);
    if (known === undefined) return unreadable("unknown_fact", "A fact that this consumer does not read.");
    const { contract, schema } = known;
    let data = read.data.data;
    for (let version = schemaVersion; version !== contract.version; version += 1) {
      const upcast = version < contract.version ? upcasters[type]?.[version] : undefined;
      if (upcast === undefined) {
        return unreadable("unknown_version", `${type} comes in version ${schemaVersion}, not ${contract.version}.`);
      }
      data = upcast(data);
    }
    const metadata = { ...read.data.metadata, schemaVersion: contract.version };
    const checked = schema.safeParse({ metadata, data });
    if (!checked.success) return unreadable("malformed", `Not the fact ${type}: ${fieldsOf(checked.error)}.`);
    return { fact: checked.data as FactOf<Contract> };
  };
}
