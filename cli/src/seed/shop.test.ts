import { unmarshall } from "@aws-sdk/util-dynamodb";
import { canonicalJson } from "@millrace/kernel/canonical-json";
import type { ChainPorts } from "@millrace/lambda/chain-ports";
import { createCursors } from "@millrace/table/cursors";
import type { Table } from "@millrace/table/table";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { callsTo } from "../../../test/support/calls.ts";
import { openHouse } from "../../../test/support/house.ts";
import { itemsOf } from "../../../test/support/items.ts";
import { freshTable } from "../../../test/support/table.ts";
import { estimateOf, type Plan } from "./plan.ts";
import { readKnown, shopItems } from "./shop.ts";
import { writeAll } from "./write.ts";

const plan: Plan = { seed: 1, products: 50, orders: 60, categories: 20, customers: 10 };

async function fill(table: Table, filled: Plan = plan): Promise<number> {
  let written = 0;
  const onWritten = (items: number) => {
    written += items;
  };
  await writeAll(table, shopItems(table, filled, await readKnown(table)), { inFlight: 4, onWritten });
  return written;
}

/** Every item, by its key. */
async function stored(table: Table): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
  const items = new Map<string, Readonly<Record<string, unknown>>>();
  for (const item of await itemsOf(table)) {
    const plain = unmarshall(item);
    items.set(`${plain["pk"]} ${plain["sk"]}`, plain);
  }
  return items;
}

const staff = { kind: "customer", ownerId: "cus_00000000-0000-4000-8000-000000000001", groups: ["admin"] } as const;

/** The services' own routes over a seeded table. */
async function seededShop() {
  const house = await openHouse(inject("dynamodbEndpoint"), async () => []);
  await fill(house.table);
  const cursors = createCursors(async () => "secret");
  const { ports: catalog } = await import("../../../services/catalog/src/env.ts");
  const { ports: inventory } = await import("../../../services/inventory/src/env.ts");
  const { ports: orders } = await import("../../../services/orders/src/env.ts");
  const { ports: payments } = await import("../../../services/payments/src/env.ts");
  const manifests = {
    catalog: (await import("../../../services/catalog/src/manifest.ts")).catalog,
    inventory: (await import("../../../services/inventory/src/manifest.ts")).inventory,
    orders: (await import("../../../services/orders/src/manifest.ts")).orders,
  };
  const callsOf = (service: keyof typeof manifests, ports: ChainPorts) =>
    callsTo(manifests[service].routes as Parameters<typeof callsTo>[0], { ...ports, cursors });
  const items = [...(await stored(house.table)).values()];
  const of = (entity: string) => items.filter((item) => item["__edb_e__"] === entity);
  return {
    of,
    payments,
    catalog: callsOf("catalog", catalog),
    inventory: callsOf("inventory", inventory),
    orders: callsOf("orders", orders),
  };
}

let shop: Awaited<ReturnType<typeof seededShop>>;
beforeAll(async () => {
  shop = await seededShop();
});

type Calls = typeof shop.catalog;

/** Every item of a list, page by page. */
async function all(call: Calls, path: string, query: Readonly<Record<string, string>> = {}, caller: object = staff) {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads the bodies it expects.
  const items: any[] = [];
  for (let cursor: string | undefined; ; ) {
    const asked = { ...query, limit: "25", ...(cursor === undefined ? {} : { cursor }) };
    const { status, body } = await call(`GET ${path}`, { caller: caller as typeof staff, query: asked });
    expect([path, status]).toEqual([path, 200]);
    items.push(...body.items);
    cursor = body.nextCursor;
    if (cursor === undefined) return items;
  }
}

describe("a seeded shop's catalog", () => {
  it("shows each published product by id, slug, SKU, category and name, and no other", async () => {
    const products = shop.of("product");
    const published = products.filter(({ status }) => status === "active");
    expect(products).toHaveLength(plan.products);
    expect(published.length).toBeGreaterThan(plan.products / 2);
    const listed = await all(shop.catalog, "/v1/products");
    expect(listed.map(({ productId }) => productId).toSorted()).toEqual(
      published.map(({ productId }) => productId).toSorted(),
    );
    for (const { productId, slug, skus, categoryIds, name, status } of products) {
      const isPublic = status === "active";
      const [sku] = skus as readonly string[];
      for (const path of [`products/${productId}`, `slugs/${slug}/product`, `skus/${sku}/product`]) {
        const { status: answered, body } = await shop.catalog(`GET /v1/${path}`);
        expect([path, answered]).toEqual([path, isPublic ? 200 : 404]);
        if (isPublic) expect(body).toMatchObject({ productId, name });
      }
      const named = await all(shop.catalog, "/v1/products/by-name", { prefix: String(name) });
      expect(named.some((found) => found.productId === productId)).toBe(isPublic);
      for (const categoryId of categoryIds as readonly string[]) {
        const inside = await all(shop.catalog, `/v1/categories/${categoryId}/products`);
        expect(inside.some((found) => found.productId === productId)).toBe(isPublic);
      }
    }
  });

  it("counts the products of each category", async () => {
    const { body } = await shop.catalog("GET /v1/categories");
    expect(body.items ?? body.categories).toHaveLength(plan.categories);
    for (const { categoryId, published, assigned } of shop.of("category")) {
      const inside = shop
        .of("product")
        .filter(({ categoryIds }) => (categoryIds as string[]).includes(`${categoryId}`));
      expect(assigned).toBe(inside.filter(({ status }) => status !== "archived").length);
      expect(published).toBe(inside.filter(({ status }) => status === "active").length);
    }
  });

  it("lets staff put a product into a seeded category, and add categories", async () => {
    const [category] = shop.of("category");
    const made = await shop.catalog("POST /v1/categories", {
      caller: staff,
      body: { name: "Another", parentId: category?.["categoryId"] },
    });
    expect(made.status).toBe(201);
    const product = await shop.catalog("POST /v1/products", {
      caller: staff,
      body: {
        name: "Another",
        categoryIds: [category?.["categoryId"]],
        variants: [{ sku: "ANOTHER", title: "Another", prices: [{ amount: 1, currency: "EUR" }] }],
      },
    });
    expect(product.status).toBe(201);
  });
});

describe("a seeded shop's stock", () => {
  it("is what its movements say", async () => {
    const stocks = shop.of("stock");
    expect(stocks).toHaveLength(shop.of("variant").length);
    for (const { sku } of stocks) {
      const { status, body } = await shop.inventory(`POST /v1/stock/${sku}/reconciliation`, {
        caller: staff,
        body: { repair: false },
        headers: { "idempotency-key": `look-${sku}` },
      });
      expect([sku, status, body.drift]).toEqual([sku, 200, []]);
      const [level] = (await shop.inventory(`GET /v1/stock/${sku}`, { caller: staff })).body.levels;
      expect(level.available).toBeGreaterThanOrEqual(0);
      expect(level.onHand).toBe(level.reserved + level.allocated + level.available);
    }
  });

  it("holds what its orders hold, and nothing else", async () => {
    const held = (status: string) =>
      shop
        .of("order")
        .filter((order) => order["status"] === status)
        .flatMap(({ holds }) => holds as readonly { readonly quantity: number }[])
        .reduce((total, { quantity }) => total + quantity, 0);
    const levels = shop.of("stock").map(({ levels: at }) => (at as Record<string, Record<string, number>>)["loc_main"]);
    const sum = (counter: string) => levels.reduce((total, level) => total + (level?.[counter] ?? 0), 0);
    expect([sum("reserved"), sum("allocated")]).toEqual([held("placed"), held("confirmed")]);
  });
});

describe("a seeded shop's orders", () => {
  it("are in every state, and each shows its owner what it costs and what happened to it", async () => {
    const orders = shop.of("order");
    expect(orders).toHaveLength(plan.orders);
    expect(new Set(orders.map(({ status }) => status))).toEqual(new Set(["placed", "confirmed", "canceled"]));
    for (const { orderId, ownerId, version, cartId, paymentId, status } of orders) {
      const caller = { kind: "customer", ownerId: String(ownerId), groups: [] } as const;
      const { body } = await shop.orders(`GET /v1/orders/${orderId}`, { caller });
      const lines = body.lines as readonly { readonly total: { readonly amount: number } }[];
      const total = lines.reduce((summed, line) => summed + line.total.amount, body.shipping?.total.amount ?? 0);
      expect(body).toMatchObject({ orderId, status, total: { amount: total } });
      const timeline = await all(shop.orders, `/v1/orders/${orderId}/timeline`, {}, caller);
      expect(timeline.map(({ sequence }) => sequence)).toEqual(status === "placed" ? [1] : [1, 2]);
      expect(timeline).toHaveLength(Number(version));
      const payment = await shop.payments.payments.get(String(paymentId));
      expect(payment).toMatchObject({ orderId, amount: total });
      expect(shop.of("cart").find((cart) => cart["cartId"] === cartId)).toMatchObject({ status: "closed", orderId });
    }
  });

  it("are listed for each owner", async () => {
    const byOwner = Map.groupBy(shop.of("order"), ({ ownerId }) => String(ownerId));
    for (const [ownerId, own] of byOwner) {
      const listed = await all(shop.orders, "/v1/orders", {}, { kind: "customer", ownerId, groups: [] });
      const newestFirst = own.toSorted((one, other) => (`${one["placedAt"]}` > `${other["placedAt"]}` ? -1 : 1));
      expect(listed.map(({ orderId }) => orderId)).toEqual(newestFirst.map(({ orderId }) => orderId));
    }
  });
});

describe("a seeded shop's journals", () => {
  it("have no gaps, end at their owners' versions, and are marked", () => {
    const entries = shop.of("journal");
    const versions = new Map(
      ["product", "category", "contact", "cart", "order", "payment"].flatMap((entity) =>
        shop.of(entity).map((item) => [String(item[`${entity}Id`]), Number(item["version"])] as const),
      ),
    );
    const byOwner = Map.groupBy(entries, ({ aggregateId }) => String(aggregateId));
    for (const [aggregateId, own] of byOwner) {
      const sequences = own.map(({ sequence }) => Number(sequence)).toSorted((one, other) => one - other);
      expect(sequences).toEqual(sequences.map((_, index) => index + 1));
      if (versions.has(aggregateId))
        expect([aggregateId, sequences.length]).toEqual([aggregateId, versions.get(aggregateId)]);
    }
    const told = new Set(byOwner.keys());
    const silent = [...versions].filter(([aggregateId, version]) => version > 0 && !told.has(aggregateId));
    expect(silent).toEqual([]);
    expect(entries.filter(({ seeded }) => seeded !== true)).toEqual([]);
  });
});

describe("a seed", () => {
  it("makes the same items again, so that a run that was ended is run again", async () => {
    const table = await freshTable();
    const ended = shopItems(table, plan, await readKnown(table));
    const some = (async function* () {
      for (let item = 0; item < 500; item += 1) yield (await ended.next()).value as never;
    })();
    await writeAll(table, some, { inFlight: 2, onWritten: () => undefined });
    await fill(table);
    const once = await stored(table);
    await fill(table);
    expect(await stored(table)).toEqual(once);
    const other = await freshTable();
    await fill(other);
    expect(await stored(other)).toEqual(once);
  });

  it("shares no key with another seed but what the whole shop shares", async () => {
    const [table, other] = [await freshTable(), await freshTable()];
    await fill(table);
    await fill(other, { ...plan, seed: 2 });
    const keys = await stored(other);
    const shared = [...(await stored(table)).values()].filter((item) => keys.has(`${item["pk"]} ${item["sk"]}`));
    const entities = new Set(shared.map((item) => String(item["__edb_e__"])));
    expect([...entities].toSorted()).toEqual(["coverage", "journal", "rates", "tree", "zone"]);
    expect(shared).toHaveLength(6);
  });

  it("leaves the categories, taxes and zones of a shop as they are", async () => {
    const table = await freshTable();
    await fill(table, { ...plan, seed: 2, orders: 0 });
    const before = await stored(table);
    await fill(table);
    const after = await stored(table);
    const changed = [...before].filter(([key, item]) => canonicalJson(after.get(key)) !== canonicalJson(item));
    expect(changed.map(([key]) => key)).toEqual(["$catalog#tree_main $tree_1"]);
    expect(after.get("$catalog#tree_main $tree_1")).toMatchObject({ version: 40, made: 40 });
  });

  it("makes about as many items as it says", async () => {
    const written = await fill(await freshTable());
    expect(Math.abs(estimateOf(plan) / written - 1)).toBeLessThan(0.15);
  });
});
