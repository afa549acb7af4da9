import type { Caller } from "@millrace/kernel/caller";
import { idOf, type NewId } from "@millrace/kernel/ids";
import { batchGet } from "@millrace/table/batch-get";
import { journalOf } from "@millrace/table/journal";
import { describe, expect, it } from "vitest";
import { callsTo } from "../../../../test/support/calls.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { profile as door } from "../doors.ts";
import { customers } from "../manifest.ts";
import { createPorts } from "../ports.ts";

const customerId = "cus_00000000-0000-4000-8000-000000000001";
const ada = { kind: "customer", ownerId: customerId, groups: [] } satisfies Caller;
const staff = {
  kind: "customer",
  ownerId: "cus_00000000-0000-4000-8000-000000000002",
  groups: ["support"],
} satisfies Caller;

async function shop() {
  const table = await freshTable();
  let seconds = 0;
  const now = () => new Date(Date.UTC(2026, 10, 23, 9, 0, seconds++));
  const profileJournal = journalOf("customers", "customerId", table);
  const newId: NewId = (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
  const ports = createPorts(table, now, newId, async () => "secret");
  const call = callsTo(customers.routes, ports);
  const setGroups = (groups: unknown, version: number, key?: string) =>
    call(`PUT /v1/customers/${customerId}/groups`, {
      caller: staff,
      body: { groups },
      headers: { "If-Match": `"${version}"`, ...(key === undefined ? {} : { "Idempotency-Key": key }) },
    });
  const read = () => call(`GET /v1/customers/${customerId}`, { caller: staff });
  const me = (caller: Caller) => call("GET /v1/me", { caller });
  const facts = async () =>
    (await profileJournal.list(customerId, 0, 10)).map(({ eventId, type, data }) => ({ eventId, type, data }));
  const offered = async () => (await batchGet(table, [door.open(table)(customerId)]))[0];
  return { call, setGroups, read, me, facts, offered };
}

describe("a customer of whom the shop never said anything", () => {
  it("is in no group, at version 0", async () => {
    const { read, me, offered } = await shop();
    const blank = {
      status: 200,
      headers: { etag: '"0"' },
      body: { customerId, groups: [], version: 0 },
    };
    expect(await read()).toMatchObject(blank);
    const mine = await me(ada);
    expect(mine).toMatchObject({ ...blank, headers: { etag: expect.stringMatching(/^"0-[\w-]{22}"$/) } });
    const another = await me({ ...ada, ownerId: "cus_00000000-0000-4000-8000-0000000000bb" });
    expect(another.headers["etag"]).not.toBe(mine.headers["etag"]);
    expect(await offered()).toBeUndefined();
  });
});

describe("PUT /v1/customers/{customerId}/groups", () => {
  it("puts a customer into groups that staff, the customer and checkouts read", async () => {
    const { setGroups, read, me, facts, offered } = await shop();
    const first = await setGroups(["trade", "old-friends"], 0);
    expect(first).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(first.body).toEqual({ customerId, groups: ["trade", "old-friends"], version: 1 });
    expect(await read()).toMatchObject({ headers: { etag: '"1"' }, body: first.body });
    expect((await me(ada)).body).toEqual(first.body);
    expect(await offered()).toEqual({ ownerId: customerId, groups: ["trade", "old-friends"], version: 1 });
    expect((await setGroups([], 1)).body).toEqual({ customerId, groups: [], version: 2 });
    expect((await read()).body).toEqual({ customerId, groups: [], version: 2 });
    expect(await facts()).toEqual([
      {
        eventId: `${customerId}.1`,
        type: "customer.groups_changed",
        data: { customerId, groups: ["trade", "old-friends"] },
      },
      { eventId: `${customerId}.2`, type: "customer.groups_changed", data: { customerId, groups: [] } },
    ]);
  });

  it("is for whoever has seen the groups last", async () => {
    const { call, setGroups } = await shop();
    expect((await setGroups(["trade"], 1)).status).toBe(412);
    expect((await setGroups(["trade"], 0)).status).toBe(200);
    expect((await setGroups(["vip"], 0)).status).toBe(412);
    const target = `PUT /v1/customers/${customerId}/groups`;
    expect((await call(target, { caller: staff, body: { groups: [] } })).body.code).toBe("version.required");
  });

  it.each([0, 1])("lets one of several writers at once win, at version %i", async (version) => {
    const { setGroups, read, facts } = await shop();
    if (version === 1) await setGroups(["old"], 0);
    const groups = ["a", "b", "c"];
    const answers = await Promise.all(groups.map((group) => setGroups([group], version)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    const winner = groups[answers.findIndex(({ status }) => status === 200)];
    expect((await read()).body).toEqual({ customerId, groups: [winner], version: version + 1 });
    expect(await facts()).toHaveLength(version + 1);
  });

  it("is done once for a request that is sent ten times at once", async () => {
    const { setGroups, facts } = await shop();
    const answers = await Promise.all(Array.from({ length: 10 }, () => setGroups(["trade"], 0, "key-1")));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect((await setGroups(["vip"], 0, "key-1")).status).toBe(422);
    expect(await facts()).toHaveLength(1);
  });

  it.each([
    ["a group in capitals", ["Trade"], "body.groups.0"],
    ["a group twice", ["trade", "trade"], "body.groups"],
    ["more than 20", Array.from({ length: 21 }, (_, count) => `g${count}`), "body.groups"],
    ["no list", "trade", "body.groups"],
  ])("refuses %s", async (_, groups, field) => {
    const { setGroups } = await shop();
    const answer = await setGroups(groups, 0);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("refuses ids that are no customer's", async () => {
    const { call } = await shop();
    const headers = { "If-Match": '"0"' };
    const target = "PUT /v1/customers/gst_01kaq3v8e0m4t6w8y0a2c4e6g8/groups";
    expect((await call(target, { caller: staff, headers, body: { groups: [] } })).status).toBe(400);
  });
});

describe("who may know", () => {
  it("is staff for all, customers for themselves, guests not at all", async () => {
    const { call, me } = await shop();
    const path = `GET /v1/customers/${customerId}`;
    expect((await call(path, { caller: ada })).status).toBe(403);
    expect((await call(path)).status).toBe(401);
    expect((await me({ kind: "guest", ownerId: "gst_01kaq3v8e0m4t6w8y0a2c4e6g8" })).status).toBe(403);
    expect((await me({ kind: "anonymous" })).status).toBe(401);
  });
});
