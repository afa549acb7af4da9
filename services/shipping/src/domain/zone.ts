import type { FactData } from "@millrace/contracts/define-event";
import type { ZoneCreated } from "@millrace/contracts/shipping";
import type { newZone, zoneDraft, zoneStatuses } from "@millrace/contracts/shipping-api";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { VersionMismatch } from "@millrace/kernel/refusals";
import type { ShippingMethod } from "@millrace/pricing/shipping";
import type { z } from "zod";

/** The part of the world a zone covers: whole countries, or regions of them. */
export type CoveredCountry = { readonly country: string; readonly regions?: readonly string[] | undefined };

/** Where a set of shipping methods is offered. */
export type Zone = {
  readonly zoneId: string;
  readonly name: string;
  readonly countries: readonly CoveredCountry[];
  readonly methods: readonly ShippingMethod[];
  readonly status: (typeof zoneStatuses)[number];
  readonly createdAt: string;
  readonly updatedAt: string;
  /** The sequence of its last journal entry. */
  readonly version: number;
};

export const ZoneNotFound = defineRefusal("not_found", "shipping.zone_not_found", "There is no such zone.");
export const ZoneArchivedBefore = defineRefusal(
  "conflict",
  "shipping.zone_archived",
  "An archived zone does not change any more.",
);
export const MethodNotFound = defineRefusal("not_found", "shipping.method_not_found", "The zone has no such method.");

/** Ids to give out: one for each method that has none yet, at its place. */
type MethodIds = readonly string[];

function idAt(ids: MethodIds, index: number): string {
  const id = ids[index];
  if (id === undefined) throw new RangeError(`No id for method ${index}.`);
  return id;
}

export function createZone(
  draft: z.output<typeof newZone>,
  ids: { readonly zoneId: string; readonly methodIds: MethodIds },
  at: Date,
): Zone {
  return {
    zoneId: ids.zoneId,
    ...draft,
    methods: draft.methods.map((method, index) => ({ ...method, shippingMethodId: idAt(ids.methodIds, index) })),
    status: "active",
    createdAt: isoTime(at),
    updatedAt: isoTime(at),
    version: 1,
  };
}

/** Refuses a writer who has seen another version than the stored one, and any writer of an archived zone. */
function checkWriter({ version, status }: Zone, seen: number | undefined): void {
  if (version !== seen) throw VersionMismatch(`The zone is at version ${version}.`);
  if (status === "archived") throw ZoneArchivedBefore();
}

/** The zone as a whole anew; a method that names its id stays the one that carts chose. */
export function updateZone(
  zone: Zone,
  draft: z.output<typeof zoneDraft>,
  seen: number | undefined,
  methodIds: MethodIds,
  at: Date,
): Zone {
  checkWriter(zone, seen);
  const own = new Set(zone.methods.map(({ shippingMethodId }) => shippingMethodId));
  const methods = draft.methods.map((method, index) => {
    const { shippingMethodId = idAt(methodIds, index) } = method;
    if (method.shippingMethodId !== undefined && !own.has(shippingMethodId)) {
      const field = `body.methods.${index}.shippingMethodId`;
      throw MethodNotFound(undefined, { errors: [{ field, reason: "is no method of this zone" }] });
    }
    return { ...method, shippingMethodId };
  });
  return { ...zone, ...draft, methods, updatedAt: isoTime(at), version: zone.version + 1 };
}

/** The zone, shipping nothing any more; what it covered is free for others. */
export function archiveZone(zone: Zone, seen: number | undefined, at: Date): Zone {
  checkWriter(zone, seen);
  return { ...zone, status: "archived", updatedAt: isoTime(at), version: zone.version + 1 };
}

/** A zone as its facts tell it. */
export function factOf({ zoneId, name, countries, methods }: Zone): FactData<typeof ZoneCreated> {
  return {
    zoneId,
    name,
    countries: countries.map(({ country, regions }) => omitUndefined({ country, regions: regions && [...regions] })),
    methods: methods.map((method) => ({ ...method, rates: [...method.rates] })),
  };
}
