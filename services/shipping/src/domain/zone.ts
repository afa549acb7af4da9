import { type Decision, type FactData, fact } from "@millrace/contracts/define-event";
import { ZoneArchived, ZoneCreated, ZoneUpdated } from "@millrace/contracts/shipping";
import { isoTime } from "@millrace/kernel/clock";
import { defineRefusal } from "@millrace/kernel/errors";
import { omitUndefined } from "@millrace/kernel/omit-undefined";
import { requireVersion } from "@millrace/kernel/preconditions";
import type { ShippingMethod } from "@millrace/pricing/shipping";

/** The part of the world a zone covers: whole countries, or regions of them. */
export type CoveredCountry = { readonly country: string; readonly regions?: readonly string[] | undefined };

export const zoneStatuses = ["active", "archived"] as const;

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

/** A zone as staff sets it. A method that names its id is one that the zone has already. */
export type ZoneDraft = Pick<Zone, "name" | "countries"> & {
  readonly methods: readonly (Omit<ShippingMethod, "shippingMethodId"> & {
    readonly shippingMethodId?: string | undefined;
  })[];
};

export const ZoneNotFound = defineRefusal("not_found", "shipping.zone_not_found", "There is no such zone.");
export const ZoneAlreadyArchived = defineRefusal(
  "conflict",
  "shipping.zone_archived",
  "An archived zone does not change any more.",
);
export const MethodNotFound = defineRefusal("not_found", "shipping.method_not_found", "The zone has no such method.");

/** Ids to give out: one for each method that has none yet, at its place. */
type MethodIds = readonly string[];

/** The methods of a draft, with ids. Refuses (`MethodNotFound`) a method that names an id which is not among `known`. */
function methodsOf(
  draft: ZoneDraft,
  newIds: MethodIds,
  known: readonly ShippingMethod[] = [],
): readonly ShippingMethod[] {
  const knownIds = new Set(known.map(({ shippingMethodId }) => shippingMethodId));
  return draft.methods.map((method, index) => {
    const { shippingMethodId = newIds[index] } = method;
    if (shippingMethodId === undefined) throw new RangeError(`No id for method ${index}.`);
    if (method.shippingMethodId !== undefined && !knownIds.has(shippingMethodId)) {
      const field = `body.methods.${index}.shippingMethodId`;
      throw MethodNotFound(undefined, { errors: [{ field, reason: "is no method of this zone" }] });
    }
    return { ...method, shippingMethodId };
  });
}

/** What a zone's facts tell of it. */
function dataOf({ zoneId, name, countries, methods }: Zone): FactData<typeof ZoneCreated> {
  return {
    zoneId,
    name,
    countries: countries.map(({ country, regions }) => omitUndefined({ country, regions: regions && [...regions] })),
    methods: methods.map((method) => ({ ...method, rates: [...method.rates] })),
  };
}

/** A new zone. Refuses (`MethodNotFound`) a method that names an id: a new zone has none yet. */
export function create(
  draft: ZoneDraft,
  { zoneId, methodIds }: { readonly zoneId: string; readonly methodIds: MethodIds },
  at: Date,
): Decision<Zone, typeof ZoneCreated> {
  const methods = methodsOf(draft, methodIds);
  const [createdAt, updatedAt] = [isoTime(at), isoTime(at)];
  const state: Zone = { zoneId, ...draft, methods, status: "active", createdAt, updatedAt, version: 1 };
  return { state, fact: fact(ZoneCreated, zoneId, 1, dataOf(state)) };
}

/** Refuses a writer who has seen another version than the stored one, and any writer of an archived zone. */
function requireChangeable({ version, status }: Zone, seen: number): void {
  requireVersion("the zone", version, seen);
  if (status === "archived") throw ZoneAlreadyArchived();
}

/**
 * The zone as a whole anew; a method that names its id stays the one that carts chose. Refuses a writer who has seen
 * another version (`VersionMismatch`), an archived zone (`ZoneAlreadyArchived`), and an id that no method of the zone has
 * (`MethodNotFound`).
 */
export function replace(
  zone: Zone,
  draft: ZoneDraft,
  seen: number,
  methodIds: MethodIds,
  at: Date,
): Decision<Zone, typeof ZoneUpdated> {
  requireChangeable(zone, seen);
  const methods = methodsOf(draft, methodIds, zone.methods);
  const state = { ...zone, ...draft, methods, updatedAt: isoTime(at), version: zone.version + 1 };
  return { state, fact: fact(ZoneUpdated, zone.zoneId, state.version, dataOf(state)) };
}

/**
 * The zone, shipping nothing any more; what it covered is free for others. Refuses a writer who has seen another version
 * (`VersionMismatch`), and an archived zone (`ZoneAlreadyArchived`).
 */
export function archive(zone: Zone, seen: number, at: Date): Decision<Zone, typeof ZoneArchived> {
  requireChangeable(zone, seen);
  const { zoneId } = zone;
  const state: Zone = { ...zone, status: "archived", updatedAt: isoTime(at), version: zone.version + 1 };
  return { state, fact: fact(ZoneArchived, zoneId, state.version, { zoneId }) };
}
