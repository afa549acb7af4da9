import type { Caller } from "@millrace/kernel/caller";
import { idOf, type NewId } from "@millrace/kernel/ids";
import { journalOf } from "@millrace/table/journal";
import { shipping } from "../../services/shipping/src/manifest.ts";
import { createPorts } from "../../services/shipping/src/ports.ts";
import { callsTo } from "./calls.ts";
import { freshTable } from "./table.ts";

export function staff(group: string): Caller {
  return { kind: "customer", ownerId: "cus_00000000-0000-4000-8000-000000000001", groups: [group] };
}
export const finance = staff("finance");

export function euros(amount: number, bounds: object = {}) {
  return { amount, currency: "EUR", ...bounds };
}
export const van = { name: "Van", kind: "delivery", rates: [euros(490)], minDays: 1, maxDays: 3 };
export const counter = { ...van, name: "Counter", kind: "pickup", rates: [euros(0)], locationId: "loc_main" };
export function zoneOf(country: string, regions?: readonly string[], methods: readonly object[] = [van]) {
  return {
    name: `Zone of ${country}`,
    countries: [regions === undefined ? { country } : { country, regions }],
    methods,
  };
}

/** The routes of shipping over an empty table. */
export async function shippingDesk() {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const newId: NewId = (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
  const journal = journalOf("shipping", "zoneId", table);
  const call = callsTo(
    shipping.routes,
    createPorts(table, now, newId, async () => "secret"),
  );
  const keyed = (key: string | undefined) => (key ? { "idempotency-key": key } : {});
  const create = (body: unknown, key?: string) =>
    call("POST /v1/shipping-zones", { caller: finance, body, headers: keyed(key) });
  const update = (zoneId: string, version: number, body: unknown, key?: string) =>
    call(`PUT /v1/shipping-zones/${zoneId}`, {
      caller: finance,
      body,
      headers: { "if-match": `"${version}"`, ...keyed(key) },
    });
  const archive = (zoneId: string, version: number, key?: string) =>
    call(`POST /v1/shipping-zones/${zoneId}/archive`, {
      caller: finance,
      headers: { "if-match": `"${version}"`, ...keyed(key) },
    });
  const get = (zoneId: string, caller: Caller = finance) => call(`GET /v1/shipping-zones/${zoneId}`, { caller });
  const list = (query: Readonly<Record<string, string>> = {}, caller: Caller = finance) =>
    call("GET /v1/shipping-zones", { caller, query });
  const options = (query: Readonly<Record<string, string>>) =>
    call("GET /v1/shipping-options", {
      query: { country: "ES", currency: "EUR", weightGrams: "500", price: "1990", items: "1", ...query },
    });
  const facts = async (zoneId: string) =>
    (await journal.list(zoneId, 0, 10)).map(({ eventId, type, data }) => ({ eventId, type, data }));
  return { call, create, update, archive, get, list, options, facts };
}
