import type { Caller } from "@millrace/kernel/caller";
import { idOf, type NewId } from "@millrace/kernel/ids";
import { logger } from "@millrace/lambda/observability";
import { journalOf } from "@millrace/table/journal";
import type { Table } from "@millrace/table/table";
import { commit } from "@millrace/table/transact";
import { describe, expect, it, vi } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { itemsOf } from "../../../../test/support/items.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { createContacts } from "../data/contacts.ts";
import { createContact } from "../domain/contact.ts";
import { customers } from "../manifest.ts";
import { createPorts } from "../ports.ts";

const guest: Caller = { kind: "guest", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8" };
const customer: Caller = { kind: "customer", ownerId: "cus_00000000-0000-4000-8000-000000000001", groups: [] };

const ada = {
  email: "ada@example.org",
  name: "Ada Lovelace",
  address: { line1: "12 St James's Square", line2: "Attic", city: "London", postalCode: "SW1Y 4JH", country: "GB" },
};
/** Somewhere in California, with what is to be wrong with it. */
function inCalifornia(change: object) {
  const address = { line1: "1 Ferry Plaza", city: "San Francisco", postalCode: "94111", region: "CA", country: "US" };
  return { ...ada, address: { ...address, ...change } };
}
/** Any of these, anywhere but in a contact, would be a leak. */
const personal = /ada@|Lovelace|James|Attic|SW1Y/;

function shopOn(table: Table) {
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const journal = journalOf("customers", "contactId", table);
  const newId: NewId = (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
  const ports = createPorts(table, now, newId, async () => "secret");
  const call = callsTo(customers.routes, ports);
  const add = (body: unknown = ada, caller: Caller = guest, key = "key-1") =>
    call("POST /v1/contacts", { caller, body, headers: { "Idempotency-Key": key } });
  const read = (contactId: string, caller: Caller = guest) => call(`GET /v1/contacts/${contactId}`, { caller });
  const correct = (contactId: string, version: number, body: unknown, caller: Caller = guest) =>
    call(`PUT /v1/contacts/${contactId}`, {
      caller,
      headers: { "If-Match": `"${version}"`, "Idempotency-Key": `correct-${version}` },
      body,
    });
  const list = (caller: Caller, query: Readonly<Record<string, string>> = {}) =>
    call("GET /v1/contacts", { caller, query });
  return { call, add, read, correct, list, journal };
}
async function shop() {
  const table = await freshTable();
  return { table, ...shopOn(table) };
}

describe("POST /v1/contacts", () => {
  it.each([guest, customer])(
    "adds a contact that its owner reads, and answers without personal data",
    async (caller) => {
      const { add, read, journal } = await shop();
      const answer = await add(ada, caller);
      const { contactId } = answer.body;
      expect(answer).toMatchObject({ status: 201, headers: { etag: '"1"', location: `/v1/contacts/${contactId}` } });
      expect(answer.body).toEqual({ contactId, version: 1 });
      expect(await read(contactId, caller)).toMatchObject({
        status: 200,
        headers: { etag: '"1"', "cache-control": "no-store" },
        body: { contactId, ...ada, version: 1 },
      });
      expect(await journal.list(contactId, 0, 10)).toMatchObject([
        {
          eventId: `${contactId}.1`,
          type: "contact.created",
          data: { contactId, ownerId: (caller as { ownerId: string }).ownerId },
        },
      ]);
    },
  );

  it("adds one contact for a request that is sent ten times at once", async () => {
    const { add, list } = await shop();
    const answers = await Promise.all(Array.from({ length: 10 }, () => add()));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers.filter(({ headers }) => headers["idempotency-replayed"] === "true")).toHaveLength(9);
    expect((await list(guest)).body.items).toHaveLength(1);
    expect((await add({ ...ada, name: "Ada King" })).status).toBe(422);
  });

  it.each([
    ...["a&b", "a/b", "a=b", "!a", "a#b", "o'neil", "a+b", "a".repeat(64)].map((local) => `${local}@example.org`),
    ...["ada@bücher.example", "ada@xn--bcher-kva.example", "ada@例え.テスト"],
  ])("takes the e-mail address %s, also with blanks around it", async (email) => {
    const { add, read } = await shop();
    const { status, body } = await add({ ...ada, email: `  ${email}\t` });
    expect(status).toBe(201);
    expect((await read(body.contactId)).body.email).toBe(email);
  });

  it.each([
    ["HK", { city: "Kowloon" }],
    ["HK", {}],
    ["AE", {}],
    ["QA", { city: "Doha" }],
    ["PA", { city: "Panamá" }],
    ["GH", { city: "Accra" }],
    ["GH", { city: "Accra", postalCode: "GA-144-1234" }],
    ["IE", { city: "Dublin" }],
    ["SG", { postalCode: "018956" }],
    ["GB", { city: "London", postalCode: "sw1y4jh" }],
    ["DE", { city: "Berlin", postalCode: "10115" }],
  ])("takes an address in %s with %j", async (country, more) => {
    const { add, read } = await shop();
    const address = { line1: "1 Harbor Road", country, ...more };
    const { status, body } = await add({ ...ada, address });
    expect(status).toBe(201);
    expect((await read(body.contactId)).body.address).toEqual(address);
  });

  it.each([
    ["no postal code in Germany", { country: "DE", city: "Berlin" }, "body.address.postalCode"],
    ["half a postal code", { country: "DE", city: "Berlin", postalCode: "1011" }, "body.address.postalCode"],
    ["another country's", { country: "US", city: "Boston", postalCode: "SW1Y 4JH" }, "body.address.postalCode"],
    [
      "more than a postal code",
      { country: "GB", city: "London", postalCode: "x SW1Y 4JH y" },
      "body.address.postalCode",
    ],
    ["no city", { country: "DE", postalCode: "10115" }, "body.address.city"],
    ["no city in Ghana", { country: "GH" }, "body.address.city"],
    ["an empty city", { country: "HK", city: " " }, "body.address.city"],
  ])("refuses %s", async (_, address, field) => {
    const { add } = await shop();
    const answer = await add({ ...ada, address: { line1: "1 Harbor Road", ...address } });
    expect(answer).toMatchObject({ status: 400, body: { code: "request.invalid", errors: [{ field }] } });
  });

  it.each([
    ["an address without a host", { ...ada, email: "ada" }, "body.email"],
    ["65 octets before the @", { ...ada, email: `${"a".repeat(65)}@example.org` }, "body.email"],
    ["an empty word before the @", { ...ada, email: "a..b@example.org" }, "body.email"],
    ["a second header in the address", { ...ada, email: "ada@example.org\nBcc: eve@example.org" }, "body.email"],
    ["a name of two lines", { ...ada, name: "Ada\nLovelace" }, "body.name"],
    ["no name", { ...ada, name: "  " }, "body.name"],
    ["a country that is none", { ...ada, address: { ...ada.address, country: "XX" } }, "body.address.country"],
    ["a country in small letters", { ...ada, address: { ...ada.address, country: "gb" } }, "body.address.country"],
    ["a region that does not exist", inCalifornia({ region: "ZZ" }), "body.address.region"],
    ["a region that is a number", inCalifornia({ region: "9" }), "body.address.region"],
    ["a region with its country", inCalifornia({ region: "US-CA" }), "body.address.region"],
    ["a region in small letters", inCalifornia({ region: "ca" }), "body.address.region"],
    ["a region of another country", inCalifornia({ region: "QC" }), "body.address.region"],
    ["a region in words", { ...ada, address: { ...ada.address, region: "England" } }, "body.address.region"],
    ["an unknown field", { ...ada, phone: "1" }, "body.phone"],
    ["an unknown part of the address", { ...ada, address: { ...ada.address, planet: "1" } }, "body.address.planet"],
    ["a chosen owner", { ...ada, ownerId: "gst_1" }, "body.ownerId"],
  ])("refuses %s", async (_, body, field) => {
    const { add } = await shop();
    const answer = await add(body);
    expect(answer).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("is for those who own things", async () => {
    const { add } = await shop();
    expect((await add(ada, { kind: "anonymous" })).status).toBe(401);
    expect((await add(ada, { kind: "machine", clientId: "m", scopes: ["millrace/orders:read"] })).status).toBe(403);
  });
});

describe("PUT /v1/contacts/{contactId}", () => {
  it("replaces the contact for whoever has seen it last", async () => {
    const { add, read, correct, journal } = await shop();
    const { contactId } = (await add()).body;
    const { line2: _, ...address } = ada.address;
    const corrected = { ...ada, name: "Ada King", address };
    const answer = await correct(contactId, 1, corrected);
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"2"' } });
    expect(answer.body).toEqual({ contactId, version: 2 });
    expect((await correct(contactId, 1, corrected)).headers["idempotency-replayed"]).toBe("true");
    expect((await read(contactId)).body).toMatchObject({ name: "Ada King", address, version: 2 });
    expect((await read(contactId)).body.address).toEqual(address);
    expect((await correct(contactId, 3, ada)).status).toBe(412);
    expect((await journal.list(contactId, 0, 10)).map(({ type }) => type)).toEqual([
      "contact.created",
      "contact.updated",
    ]);
  });

  it("needs the version", async () => {
    const { add, call } = await shop();
    const { contactId } = (await add()).body;
    const answer = await call(`PUT /v1/contacts/${contactId}`, { caller: guest, body: ada });
    expect(answer).toMatchObject({ status: 400, body: { code: "version.required" } });
  });
});

describe("a contact from before a rule", () => {
  it("is read as it is", async () => {
    const { table, read } = await shop();
    const ids = { contactId: `con_${"0".repeat(26)}`, ownerId: guest.ownerId };
    const old = {
      ...ada,
      email: `${"a".repeat(65)}@example.org`,
      address: { line1: "1", country: "US", region: "ZZ" },
    };
    await commit([createContacts(table).write(createContact(ids, old, new Date(0)).state)]);
    expect(await read(ids.contactId)).toMatchObject({ status: 200, body: old });
  });
});

describe("another's contact", () => {
  it("does not exist", async () => {
    const { add, read, correct, list } = await shop();
    const { contactId } = (await add()).body;
    expect(await read(contactId, customer)).toMatchObject({ status: 404, body: { code: "contact.not_found" } });
    expect((await correct(contactId, 1, ada, customer)).status).toBe(404);
    expect((await list(customer)).body).toEqual({ items: [] });
  });
});

describe("GET /v1/contacts", () => {
  it("pages through one's own, the newest first, with cursors that nobody else can use", async () => {
    const { add, list } = await shop();
    for (const name of ["A", "B", "C"]) await add({ ...ada, name }, guest, `key-${name}`);
    const first = (await list(guest, { limit: "2" })).body;
    const second = (await list(guest, { limit: "2", cursor: first.nextCursor })).body;
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(["C", "B", "A"]);
    expect(await list(customer, { cursor: first.nextCursor })).toMatchObject({
      status: 400,
      body: { code: "cursor.invalid" },
    });
  });
});

describe("personal data", () => {
  it("is stored in contacts alone", async () => {
    const { table, add, correct } = await shop();
    const { contactId } = (await add()).body;
    await correct(contactId, 1, { ...ada, name: "Ada King Lovelace" });
    const stored = await itemsOf(table);
    const entities = (items: typeof stored) => items.map((item) => item["__edb_e__"]?.S).sort();
    expect(entities(stored)).toEqual(["contact", "idempotency", "idempotency", "journal", "journal"]);
    expect(entities(stored.filter((item) => personal.test(JSON.stringify(item))))).toEqual(["contact"]);
  });

  it("is not logged, whether the store works, refuses or is gone", async () => {
    const written: string[] = [];
    const collect = (chunk: unknown): boolean => written.push(String(chunk)) > 0;
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, "write").mockImplementation(collect),
    );
    logger.setLogLevel("DEBUG");
    // The logger takes up its first level again at each invocation.
    const level = vi.spyOn(logger, "setLogLevel").mockImplementation(() => undefined);
    const table = await freshTable();
    const { add, correct } = shopOn(table);
    const { contactId } = (await add()).body;
    const statuses = [
      (await correct(contactId, 2, ada)).status,
      (await add({ ...ada, phone: "1" })).status,
      (await add('{ "email": "ada@example.org", "name": Lovelace', guest, "key-2")).status,
      (await shopOn({ ...table, table: "elsewhere" }).add(ada, guest, "key-3")).status,
    ];
    level.mockRestore();
    logger.setLogLevel("SILENT");
    for (const spy of spies) spy.mockRestore();
    expect(statuses).toEqual([412, 400, 400, 500]);
    expect(written.join("")).toContain("Request failed.");
    expect(written.join("")).not.toMatch(personal);
  });
});
