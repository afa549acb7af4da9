import { effectivePrice } from "@millrace/pricing/offer";
import { batchGet } from "@millrace/table/batch-get";
import { describe, expect, it } from "vitest";
import { catalogWorld, merchandiser, seen } from "../../../../test/support/catalog-world.ts";
import { offers } from "../doors.ts";

function euros(amount: number, minQuantity?: number) {
  return {
    amount,
    currency: "EUR",
    ...(minQuantity === undefined ? {} : { minQuantity }),
  };
}
const nobodysList = `prl_${"0".repeat(26)}`;
const caller = merchandiser;

/** A shop with some SKUs, and as many lists as it is asked for. */
async function shop(skus: readonly string[] = ["MUG", "TEE"]) {
  const { table, ports, call, factsOf } = await catalogWorld();
  for (let from = 0; from < skus.length; from += 40) {
    const variants = skus.slice(from, from + 40).map((sku) => ({ sku, title: sku, prices: [euros(1000)] }));
    await call("POST /v1/products", { caller, body: { name: "Things", variants } });
  }
  let bookVersion = 0;
  const list = async (): Promise<string> => {
    const body = { name: "Sale", kind: "sale" };
    const answer = await call("POST /v1/price-lists", { caller, body, headers: seen(bookVersion++) });
    return answer.body.priceListId;
  };
  const dropList = (priceListId: string) =>
    call(`DELETE /v1/price-lists/${priceListId}`, { caller, headers: seen(bookVersion++) });
  const set = (priceListId: string, sku: string, prices: unknown, version: number, key?: string) =>
    call(`PUT /v1/price-lists/${priceListId}/prices/${sku}`, {
      caller,
      body: { prices },
      headers: seen(version, key),
    });
  const setMany = (priceListId: string, items: unknown, version: number, key?: string) =>
    call(`PUT /v1/price-lists/${priceListId}/prices`, { caller, body: { items }, headers: seen(version, key) });
  const remove = (priceListId: string, sku: string, version: number) =>
    call(`DELETE /v1/price-lists/${priceListId}/prices/${sku}`, { caller, headers: seen(version) });
  const page = (priceListId: string, query: Readonly<Record<string, string>> = {}) =>
    call(`GET /v1/price-lists/${priceListId}/prices`, { caller, query });
  const offerOf = async (sku: string) => {
    const [offer] = await batchGet(table, offers.open(table)([sku]));
    return offer;
  };
  return { call, ports, list, dropList, set, setMany, remove, page, offerOf, facts: factsOf("priceListId") };
}

describe("PUT /v1/price-lists/{priceListId}/prices/{sku}", () => {
  it("gives a SKU prices that staff list and buyers are offered", async () => {
    const { list, set, page, offerOf, facts, ports } = await shop();
    const priceListId = await list();
    const prices = [{ ...euros(800), compareAt: 1000 }, euros(700, 10), { amount: 900, currency: "USD" }];
    const answer = await set(priceListId, "MUG", prices, 0);
    const items = [{ sku: "MUG", prices }];
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect(answer.body).toEqual({ priceListId, items, version: 1 });
    expect(await page(priceListId)).toMatchObject({ status: 200, headers: { etag: '"1"' } });
    expect((await page(priceListId)).body).toEqual({ items, version: 1 });
    expect(await facts(priceListId)).toEqual([
      { eventId: `${priceListId}.1`, type: "price_list.prices_changed", data: { priceListId, items } },
    ]);
    const offer = await offerOf("MUG");
    expect(offer?.listPrices).toEqual(prices.map((price) => ({ ...price, priceListId })));
    if (offer === undefined) throw new Error("The SKU is not offered.");
    const book = await ports.priceBooks.getBook();
    const at = new Date("2026-11-23T09:30:00.000Z");
    const buying = { currency: "EUR", quantity: 10, groups: [], at, book };
    expect(effectivePrice({ ...offer, status: "active" }, buying)).toEqual({
      unitPrice: euros(700),
      minQuantity: 10,
      priceList: { priceListId, name: "Sale", kind: "sale" },
    });
  });

  it("replaces the prices of the list alone, for whoever has seen its prices last", async () => {
    const { list, set, offerOf, facts } = await shop();
    const [one, other] = [await list(), await list()];
    await set(one, "MUG", [euros(800), euros(700, 10)], 0);
    await set(other, "MUG", [euros(900)], 0);
    expect((await set(one, "MUG", [euros(850)], 0)).status).toBe(412);
    expect((await set(one, "MUG", [euros(850)], 2)).status).toBe(412);
    expect((await set(one, "MUG", [euros(850)], 1)).body).toMatchObject({ version: 2 });
    expect((await offerOf("MUG"))?.listPrices).toEqual([
      { ...euros(900), priceListId: other },
      { ...euros(850), priceListId: one },
    ]);
    expect((await facts(one)).map(({ eventId }) => eventId)).toEqual([`${one}.1`, `${one}.2`]);
  });

  it("is done once for a request that is sent ten times at once", async () => {
    const { list, set, facts } = await shop();
    const priceListId = await list();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => set(priceListId, "MUG", [euros(800)], 0, "key-1")),
    );
    expect(new Set(answers.map(({ status, body }) => JSON.stringify([status, body]))).size).toBe(1);
    expect(answers[0]?.status).toBe(200);
    expect((await set(priceListId, "MUG", [euros(1)], 0, "key-1")).status).toBe(422);
    expect(await facts(priceListId)).toHaveLength(1);
  });

  it.each([
    ["no price", [], "body.prices"],
    ["a quantity twice", [euros(1), { ...euros(2), minQuantity: 1 }], "body.prices"],
    ["too many", Array.from({ length: 21 }, (_, count) => euros(1, count + 1)), "body.prices"],
    ["a price below zero", [euros(-1)], "body.prices.0.amount"],
    ["a quantity of none", [euros(1, 0)], "body.prices.0.minQuantity"],
    ["half a cent", [{ ...euros(1), compareAt: 0.5 }], "body.prices.0.compareAt"],
    ["a currency that is none", [{ amount: 1, currency: "XXZ" }], "body.prices.0.currency"],
    ["a chosen list", [{ ...euros(1), priceListId: nobodysList }], "body.prices.0.priceListId"],
  ])("refuses %s", async (_, prices, field) => {
    const { list, set } = await shop();
    const answer = await set(await list(), "MUG", prices, 0);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { field: string }) => error.field)).toContain(field);
  });

  it("refuses lists and SKUs that are not there, and writes nothing", async () => {
    const { list, set, facts, page } = await shop();
    const priceListId = await list();
    expect((await set(nobodysList, "MUG", [euros(1)], 0)).body.code).toBe("price_list.not_found");
    expect(await set(priceListId, "CUP", [euros(1)], 0)).toMatchObject({
      status: 404,
      body: { code: "catalog.sku_not_found", errors: [{ field: "params.sku" }] },
    });
    expect(await facts(priceListId)).toEqual([]);
    expect((await page(priceListId)).body).toEqual({ items: [], version: 0 });
    expect((await page(nobodysList)).status).toBe(404);
  });

  it("keeps at most 100 list prices of a SKU, not counting those of lists that were removed", async () => {
    const { list, dropList, set, offerOf } = await shop();
    const twenty = Array.from({ length: 20 }, (_, count) => euros(count, count + 1));
    const lists: string[] = [];
    for (let count = 0; count < 6; count += 1) lists.push(await list());
    const [first = "", second = "", , , , last = ""] = lists;
    for (const priceListId of lists.slice(0, 5)) expect((await set(priceListId, "MUG", twenty, 0)).status).toBe(200);
    expect(await set(last, "MUG", [euros(1)], 0)).toMatchObject({
      status: 409,
      body: { code: "price_list.too_many_prices", errors: [{ field: "params.sku" }] },
    });
    expect((await set(second, "MUG", twenty, 1)).status).toBe(200);
    await dropList(first);
    expect((await set(last, "MUG", twenty, 0)).status).toBe(200);
    const listPrices = (await offerOf("MUG"))?.listPrices ?? [];
    expect(listPrices).toHaveLength(100);
    expect(listPrices.filter(({ priceListId }) => priceListId === first)).toEqual([]);
  });
});

describe("several writers at once", () => {
  it("keep each other's prices of one SKU in different lists", async () => {
    const { list, set, offerOf, page } = await shop();
    const lists: string[] = [];
    for (let count = 0; count < 5; count += 1) lists.push(await list());
    // Sent again with the same key while the shop says that it is busy, as a client does.
    const setUntilDone = async (priceListId: string, index: number): Promise<number> => {
      const answer = await set(priceListId, "MUG", [euros(100 + index)], 0, `key-${index}`);
      return answer.status === 503 ? setUntilDone(priceListId, index) : answer.status;
    };
    expect(await Promise.all(lists.map(setUntilDone))).toEqual(lists.map(() => 200));
    const stored = (await offerOf("MUG"))?.listPrices ?? [];
    expect(new Map(stored.map(({ priceListId, amount }) => [priceListId, amount]))).toEqual(
      new Map(lists.map((priceListId, index) => [priceListId, 100 + index])),
    );
    for (const [index, priceListId] of lists.entries()) {
      expect((await page(priceListId)).body.items).toEqual([{ sku: "MUG", prices: [euros(100 + index)] }]);
    }
  });

  it("of one list are told that they saw other prices, but one", async () => {
    const { list, set, page, facts } = await shop();
    const priceListId = await list();
    const answers = await Promise.all(["MUG", "TEE", "MUG"].map((sku) => set(priceListId, sku, [euros(1)], 0)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412]);
    expect((await page(priceListId)).body).toMatchObject({ version: 1, items: [{}] });
    expect(await facts(priceListId)).toHaveLength(1);
  });

  it("do not lose the base price", async () => {
    const { call, list, set, offerOf } = await shop(["MUG"]);
    const priceListId = await list();
    const { items } = (await call("GET /v1/drafts", { caller })).body;
    const base = (amount: number) =>
      call(`PUT /v1/products/${items[0].productId}/variants/MUG/prices`, {
        caller,
        body: { prices: [euros(amount)] },
        headers: seen(1),
      });
    const answers = await Promise.all([base(1100), set(priceListId, "MUG", [euros(800)], 0)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(await offerOf("MUG")).toMatchObject({
      prices: [euros(1100)],
      listPrices: [{ ...euros(800), priceListId }],
    });
  });
});

describe("PUT /v1/price-lists/{priceListId}/prices", () => {
  const forty = Array.from({ length: 40 }, (_, count) => `SKU-${String(count).padStart(2, "0")}`);
  const itemsOf = (skus: readonly string[], amount = 500) => skus.map((sku) => ({ sku, prices: [euros(amount)] }));

  it("prices 40 SKUs in one command and one fact, new ones and known ones", async () => {
    const { list, set, setMany, page, offerOf, facts } = await shop([...forty, "MUG"]);
    const priceListId = await list();
    await set(priceListId, "SKU-07", [euros(1)], 0);
    await set(priceListId, "MUG", [euros(2)], 1);
    const answer = await setMany(priceListId, itemsOf(forty), 2, "key-1");
    expect(answer).toMatchObject({ status: 200, body: { priceListId, items: itemsOf(forty), version: 3 } });
    expect((await setMany(priceListId, itemsOf(forty), 2, "key-1")).headers["idempotency-replayed"]).toBe("true");
    expect((await facts(priceListId)).at(-1)?.data).toEqual({ priceListId, items: itemsOf(forty) });
    expect(await facts(priceListId)).toHaveLength(3);
    expect((await offerOf("SKU-07"))?.listPrices).toEqual([{ ...euros(500), priceListId }]);
    expect((await page(priceListId, { limit: "100" })).body.items).toEqual([
      { sku: "MUG", prices: [euros(2)] },
      ...itemsOf(forty),
    ]);
  });

  it("writes all or none, and names each SKU that is not there", async () => {
    const { list, setMany, page, offerOf } = await shop();
    const priceListId = await list();
    expect(await setMany(priceListId, itemsOf(["MUG", "CUP", "TEE", "JUG"]), 0)).toMatchObject({
      status: 404,
      body: {
        code: "catalog.sku_not_found",
        errors: [
          { field: "body.items.1.sku", reason: "CUP is no SKU of the catalog" },
          { field: "body.items.3.sku", reason: "JUG is no SKU of the catalog" },
        ],
      },
    });
    expect((await page(priceListId)).body.items).toEqual([]);
    expect((await offerOf("MUG"))?.listPrices).toBeUndefined();
  });

  it.each([
    ["a SKU twice", itemsOf(["MUG", "MUG"])],
    ["none", []],
    ["more than 40", itemsOf([...forty, "MUG"])],
  ])("refuses %s", async (_, items) => {
    const { list, setMany } = await shop();
    expect((await setMany(await list(), items, 0)).status).toBe(400);
  });
});

describe("DELETE /v1/price-lists/{priceListId}/prices/{sku}", () => {
  it("takes the SKU out of the list, from where it may come back", async () => {
    const { list, set, remove, page, offerOf, facts } = await shop();
    const [priceListId, other] = [await list(), await list()];
    await set(priceListId, "MUG", [euros(800)], 0);
    await set(priceListId, "TEE", [euros(700)], 1);
    await set(other, "MUG", [euros(900)], 0);
    expect((await remove(priceListId, "MUG", 1)).status).toBe(412);
    const answer = await remove(priceListId, "MUG", 2);
    expect(answer).toMatchObject({ status: 200, headers: { etag: '"3"' } });
    expect(answer.body).toEqual({ priceListId, items: [{ sku: "MUG", prices: [] }], version: 3 });
    expect((await page(priceListId)).body.items).toEqual([{ sku: "TEE", prices: [euros(700)] }]);
    expect((await offerOf("MUG"))?.listPrices).toEqual([{ ...euros(900), priceListId: other }]);
    expect((await facts(priceListId)).at(-1)?.data).toEqual({ priceListId, items: [{ sku: "MUG", prices: [] }] });
    expect(await remove(priceListId, "MUG", 3)).toMatchObject({
      status: 404,
      body: { code: "price_list.prices_not_found" },
    });
    expect((await set(priceListId, "MUG", [euros(750)], 3)).status).toBe(200);
    expect((await page(priceListId)).body.items).toHaveLength(2);
  });

  it("refuses SKUs that never were in the list or are not there", async () => {
    const { list, remove } = await shop();
    const priceListId = await list();
    expect((await remove(priceListId, "MUG", 0)).body.code).toBe("price_list.prices_not_found");
    expect((await remove(priceListId, "CUP", 0)).body.code).toBe("catalog.sku_not_found");
    expect((await remove(nobodysList, "MUG", 0)).body.code).toBe("price_list.not_found");
  });
});

describe("GET /v1/price-lists/{priceListId}/prices", () => {
  it("pages by SKU, with cursors for that list and caller alone", async () => {
    const { call, list, setMany, remove, page } = await shop(["A", "B", "C", "D"]);
    const [priceListId, other] = [await list(), await list()];
    await setMany(
      priceListId,
      ["D", "B", "A", "C"].map((sku) => ({ sku, prices: [euros(1)] })),
      0,
    );
    await remove(priceListId, "B", 1);
    const skusOf = ({ items }: { items: readonly { sku: string }[] }) => items.map(({ sku }) => sku);
    const first = (await page(priceListId, { limit: "2" })).body;
    // A page may be short: what was removed was read.
    expect(skusOf(first)).toEqual(["A"]);
    const query = { limit: "2", cursor: first.nextCursor };
    expect(skusOf((await page(priceListId, query)).body)).toEqual(["C", "D"]);
    expect((await page(other, query)).body.code).toBe("cursor.invalid");
    const admin = { ...merchandiser, ownerId: "cus_00000000-0000-4000-8000-000000000002" };
    const path = `GET /v1/price-lists/${priceListId}/prices`;
    expect((await call(path, { caller: admin, query })).body.code).toBe("cursor.invalid");
  });
});
