import type { Caller } from "@millrace/kernel/caller";
import { batchGet } from "@millrace/table/batch-get";
import { describe, expect, it } from "vitest";
import { catalogWorld, merchandiser, seen } from "../../../../test/support/catalog-world.ts";
import { priceBookId } from "../domain/price-list.ts";
import { priceBook as priceBookDoor } from "../doors.ts";

const nobodysList = `prl_${"0".repeat(26)}`;
const winter = { name: "Winter", kind: "sale" };

async function shop() {
  const { table, call, factsOf } = await catalogWorld();
  const create = (body: unknown, version: number, key?: string) =>
    call("POST /v1/price-lists", { caller: merchandiser, body, headers: seen(version, key) });
  const update = (priceListId: string, body: unknown, version: number) =>
    call(`PATCH /v1/price-lists/${priceListId}`, { caller: merchandiser, body, headers: seen(version) });
  const remove = (priceListId: string, version: number) =>
    call(`DELETE /v1/price-lists/${priceListId}`, { caller: merchandiser, headers: seen(version) });
  const read = (path = "") => call(`GET /v1/price-lists${path}`, { caller: merchandiser });
  const facts = () => factsOf("book")(priceBookId);
  const door = async () => (await batchGet(table, [priceBookDoor.open(table)()]))[0];
  return { call, create, update, remove, read, facts, door };
}

describe("a shop without price lists", () => {
  it("has an empty book at version 0", async () => {
    const { read, door } = await shop();
    expect(await read()).toMatchObject({ status: 200, headers: { etag: '"0"' }, body: { items: [], version: 0 } });
    expect(await door()).toBeUndefined();
  });
});

describe("POST /v1/price-lists", () => {
  it("adds a list that staff and checkouts read", async () => {
    const { create, read, facts, door } = await shop();
    const body = {
      ...winter,
      startsAt: "2026-12-01T00:00:00.000Z",
      endsAt: "2027-01-01T00:00:00.000Z",
      groups: ["trade", "friends-of-the-house"],
    };
    const answer = await create(body, 0);
    const { priceListId } = answer.body;
    const list = { priceListId, ...body, status: "active" };
    expect(answer).toMatchObject({
      status: 201,
      headers: { etag: '"1"', location: `/v1/price-lists/${priceListId}` },
    });
    expect(answer.body).toEqual({ ...list, version: 1 });
    expect(await read(`/${priceListId}`)).toMatchObject({ status: 200, headers: { etag: '"1"' }, body: answer.body });
    expect((await read()).body).toEqual({ items: [list], version: 1 });
    expect(await door()).toMatchObject({ lists: [list], version: 1 });
    expect(await facts()).toEqual([{ eventId: "price_book.1", type: "price_list.created", data: list }]);
  });

  it("adds to the book that the caller has seen, whoever else adds", async () => {
    const { create, read } = await shop();
    const answers = await Promise.all(["A", "B", "C", "D"].map((name) => create({ ...winter, name }, 0)));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 412, 412, 412]);
    expect((await create({ ...winter, name: "E" }, 1)).status).toBe(201);
    const { items, version } = (await read()).body;
    expect(version).toBe(2);
    expect(items.map(({ name }: { name: string }) => name)).toEqual([expect.stringMatching(/[ABCD]/), "E"]);
  });

  it("makes one list of a request that is sent ten times at once", async () => {
    const { create, read, facts } = await shop();
    const answers = await Promise.all(Array.from({ length: 10 }, () => create(winter, 0, "key-1")));
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect((await create({ ...winter, name: "Other" }, 0, "key-1")).status).toBe(422);
    expect((await read()).body.items).toHaveLength(1);
    expect(await facts()).toHaveLength(1);
  });

  it("keeps at most 50, and takes another in the place of one that was removed", async () => {
    const { create, remove, read } = await shop();
    for (let count = 0; count < 50; count += 1) {
      expect((await create({ ...winter, name: `${count}` }, count)).status).toBe(201);
    }
    expect(await create(winter, 50)).toMatchObject({ status: 409, body: { code: "price_list.book_full" } });
    const [first] = (await read()).body.items;
    expect((await remove(first.priceListId, 50)).status).toBe(200);
    expect((await create(winter, 51)).status).toBe(201);
  });

  it.each([
    ["an unknown kind", { name: "x", kind: "discount" }, "body.kind"],
    ["no name", { kind: "sale" }, "body.name"],
    ["a group in capitals", { ...winter, groups: ["Trade"] }, "body.groups.0"],
    ["a group of two words", { ...winter, groups: ["old friends"] }, "body.groups.0"],
    ["a group too long", { ...winter, groups: ["x".repeat(31)] }, "body.groups.0"],
    ["a group twice", { ...winter, groups: ["trade", "trade"] }, "body.groups"],
    ["too many groups", { ...winter, groups: Array.from({ length: 21 }, (_, count) => `g${count}`) }, "body.groups"],
    ["a day", { ...winter, startsAt: "2026-12-01" }, "body.startsAt"],
    ["a local time", { ...winter, endsAt: "2026-12-01T00:00:00.000" }, "body.endsAt"],
    ["a status of its own", { ...winter, status: "over" }, "body.status"],
    ["a chosen id", { ...winter, priceListId: nobodysList }, "body.priceListId"],
  ])("refuses %s", async (_, body, field) => {
    const { create } = await shop();
    const answer = await create(body, 0);
    expect(answer).toMatchObject({ status: 400, body: { code: "request.invalid" } });
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it.each(["2026-12-01T00:00:00.000Z", "2026-11-30T23:59:59.999Z"])(
    "refuses a window that ends at %s",
    async (endsAt) => {
      const { create } = await shop();
      expect(await create({ ...winter, startsAt: "2026-12-01T00:00:00.000Z", endsAt }, 0)).toMatchObject({
        status: 422,
        body: { code: "price_list.window_empty", errors: [{ field: "body.endsAt" }] },
      });
    },
  );

  it("needs the version and the permission", async () => {
    const { call } = await shop();
    const target = "POST /v1/price-lists";
    expect((await call(target, { caller: merchandiser, body: winter })).body.code).toBe("version.required");
    expect((await call(target, { body: winter })).status).toBe(401);
    const support: Caller = { ...merchandiser, groups: ["support"] };
    expect((await call(target, { caller: support, body: winter })).status).toBe(403);
  });
});

describe("PATCH /v1/price-lists/{priceListId}", () => {
  it("changes what is named and keeps the rest", async () => {
    const { create, update, read, facts } = await shop();
    const { priceListId } = (await create({ ...winter, groups: ["trade"], endsAt: "2027-01-01T00:00:00.000Z" }, 0))
      .body;
    await create({ name: "Other", kind: "override" }, 1);
    const answer = await update(priceListId, { status: "paused", startsAt: "2026-12-01T00:00:00.000Z" }, 2);
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"3"' } });
    expect(answer.body).toEqual({
      priceListId,
      ...winter,
      status: "paused",
      groups: ["trade"],
      startsAt: "2026-12-01T00:00:00.000Z",
      endsAt: "2027-01-01T00:00:00.000Z",
      version: 3,
    });
    const after = await update(priceListId, { name: "W", groups: [], startsAt: null, endsAt: null }, 3);
    expect(after.body).toEqual({ priceListId, name: "W", kind: "sale", status: "paused", groups: [], version: 4 });
    expect((await read()).body.items).toMatchObject([{ name: "W" }, { name: "Other" }]);
    const { version: _, ...data } = after.body;
    expect((await facts()).at(-1)).toEqual({ eventId: "price_book.4", type: "price_list.updated", data });
  });

  it("judges the window that would be", async () => {
    const { create, update } = await shop();
    const { priceListId } = (await create({ ...winter, endsAt: "2027-01-01T00:00:00.000Z" }, 0)).body;
    const late = { startsAt: "2027-01-01T00:00:00.000Z" };
    expect((await update(priceListId, late, 1)).body.code).toBe("price_list.window_empty");
    expect((await update(priceListId, { ...late, endsAt: null }, 1)).status).toBe(200);
  });

  it("refuses whoever saw another book, and lists that are not there", async () => {
    const { create, update, read } = await shop();
    const { priceListId } = (await create(winter, 0)).body;
    expect((await update(priceListId, { status: "paused" }, 0)).status).toBe(412);
    expect((await update(priceListId, { status: "paused" }, 2)).status).toBe(412);
    expect((await update(priceListId, {}, 1)).status).toBe(400);
    expect((await update(priceListId, { kind: "override" }, 1)).status).toBe(400);
    expect((await update(nobodysList, { status: "paused" }, 1)).body.code).toBe("price_list.not_found");
    expect((await read(`/${nobodysList}`)).body.code).toBe("price_list.not_found");
  });
});

describe("DELETE /v1/price-lists/{priceListId}", () => {
  it("takes the list out of the book", async () => {
    const { create, remove, read, facts, door } = await shop();
    const { priceListId } = (await create(winter, 0)).body;
    expect((await remove(priceListId, 7)).status).toBe(412);
    expect(await remove(priceListId, 1)).toMatchObject({ status: 200, body: { items: [], version: 2 } });
    expect((await read(`/${priceListId}`)).status).toBe(404);
    expect((await remove(priceListId, 2)).status).toBe(404);
    expect(await door()).toMatchObject({ lists: [], version: 2 });
    expect((await facts()).at(-1)).toEqual({
      eventId: "price_book.2",
      type: "price_list.removed",
      data: { priceListId },
    });
  });
});
