import { standardTaxClass } from "@millrace/kernel/sale";
import type { Coverage } from "@millrace/pricing/shipping";
import type { TaxRates } from "@millrace/pricing/tax";
import type { Table } from "@millrace/table/table";
import { createZones } from "../../../services/shipping/src/data/zones.ts";
import { coveragesAfter, uncovered } from "../../../services/shipping/src/domain/coverage.ts";
import { create } from "../../../services/shipping/src/domain/zone.ts";
import { createTaxRates } from "../../../services/tax/src/data/tax-rates.ts";
import { replaceRates, untaxed } from "../../../services/tax/src/domain/tax-rates.ts";
import { seededId } from "./chance.ts";
import { homeCountry } from "./customers.ts";
import { createdBy, type Item, seededFacts } from "./items.ts";
import type { Plan } from "./plan.ts";
import { openedAt } from "./times.ts";

/** Prices include a tax of 19 %. */
const rules = {
  pricesInclude: true,
  rounding: "line" as const,
  rates: [{ name: "VAT", taxClass: standardTaxClass, rate: 190_000 }],
  regions: [],
};

const method = {
  name: "Parcel",
  kind: "delivery",
  taxClass: standardTaxClass,
  minDays: 2,
  maxDays: 4,
  rates: [{ amount: 490, currency: "EUR" }],
} as const;

/** All seeds share one zone: the country belongs to the first of them. */
const zoneSeed = 0;

const zone = create(
  { name: "Seeded home", countries: [{ country: homeCountry }], methods: [method] },
  { zoneId: seededId(zoneSeed, "zone", 0, openedAt), methodIds: [seededId(zoneSeed, "shippingMethod", 0, openedAt)] },
  openedAt,
);

/** How seeded orders are taxed and shipped. */
export type Settings = { readonly rates: TaxRates; readonly coverage: Coverage; readonly shippingMethodId: string };

const taxes = replaceRates(untaxed(homeCountry), rules, 0);

export function makeSettings(): Settings {
  const [coverage] = coveragesAfter(zone.state, [uncovered(homeCountry)]);
  const [{ shippingMethodId = "" } = {}] = zone.state.methods;
  if (coverage === undefined) throw new TypeError("The seeded zone covers the country of its customers.");
  return { rates: taxes.state, coverage, shippingMethodId };
}

/** The taxes that seeded orders paid. */
export function taxItems(table: Table, plan: Plan): readonly Item[] {
  const tell = seededFacts(table, plan);
  return [...createdBy([createTaxRates(table).replace(taxes.state)]), ...tell(taxes.fact, openedAt)];
}

/** The zone that seeded orders were shipped in. */
export function shippingItems(table: Table, plan: Plan, { coverage }: Settings): readonly Item[] {
  const tell = seededFacts(table, plan);
  return [...createdBy(createZones(table).write(zone.state, [coverage])), ...tell(zone.fact, openedAt)];
}
