import { batchGet } from "@millrace/table/batch-get";
import { createCursors } from "@millrace/table/cursors";
import { commit } from "@millrace/table/transact";
import dynamoose from "dynamoose";
import { describe, expect, inject, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { at, bothAt, buyerId, dynamooseOrder, millraceOrder, orderIdOf } from "./both.ts";
import { keyOf } from "./dynamoose/models.ts";
import { confirmOrder, OrderExpired } from "./millrace/order.ts";

/** A buyer with three orders, stored both ways; what was sent for it is forgotten. */
async function threeOrders() {
  const made = await bothAt(await freshTable(), inject("dynamodbEndpoint"));
  const { Order, Buyer, shop, requests } = made;
  await Buyer.create({ ...keyOf("buyer", buyerId), name: "Ada", orders: 3 });
  await Promise.all([1, 2, 3].map((number) => Order.create(dynamooseOrder(number))));
  await commit([
    shop.welcome({ buyerId, name: "Ada", orders: 3 }),
    ...[1, 2, 3].map((number) => shop.place(millraceOrder(number))),
  ]);
  requests.dynamoose.length = 0;
  requests.millrace.length = 0;
  return made;
}

function idsOf(orders: readonly { readonly orderId: string }[]): readonly string[] {
  return orders.map(({ orderId }) => orderId);
}

describe("indexes", () => {
  it("are keys that the caller of Dynamoose makes and names in each query", async () => {
    const { Order, requests } = await threeOrders();
    const { pk } = keyOf("buyer", buyerId);
    const found = await Order.query("gsi1pk").eq(pk).using("gsi1").sort("descending").exec();
    expect(idsOf(found)).toEqual([3, 2, 1].map(orderIdOf));
    expect(requests.dynamoose).toEqual(["Query"]);
  });

  it("are declared once here, and asked by an access pattern that has a name", async () => {
    const { shop, requests } = await threeOrders();
    const { items } = await shop.listOfBuyer(buyerId, 25, null);
    expect(idsOf(items)).toEqual([3, 2, 1].map(orderIdOf));
    expect(requests.millrace).toEqual(["Query"]);
  });

  it("make a setter of Dynamoose see `true` where a query names its attribute", async () => {
    const { table } = await threeOrders();
    const seen: unknown[] = [];
    const set = (value: unknown) => {
      seen.push(value);
      return String(value);
    };
    const Label = dynamoose.model("Label", new dynamoose.Schema({ id: { type: String, hashKey: true, set } }));
    new dynamoose.Table(table.table, [Label], { create: false, waitForActive: false });
    await Label.query("id").eq("tee").getRequest();
    expect(seen).toEqual([true, "tee"]);
  });
});

describe("paging", () => {
  it("hands out the store's own key in Dynamoose, and takes any that it is given", async () => {
    const { Order } = await threeOrders();
    const { pk } = keyOf("buyer", buyerId);
    const query = () => Order.query("gsi1pk").eq(pk).using("gsi1").sort("descending").limit(2);
    const first = await query().exec();
    expect(first.lastKey).toEqual({ ...keyOf("order", orderIdOf(2)), gsi1pk: pk, gsi1sk: orderIdOf(2) });
    expect(idsOf(await query().startAt(first.lastKey).exec())).toEqual([orderIdOf(1)]);
  });

  it("hands out a cursor here that is signed for one list and one caller", async () => {
    const { shop } = await threeOrders();
    const cursors = createCursors(async () => "key");
    const list = (of: string, cursor?: string) =>
      cursors.page(
        ["orders"],
        { query: { limit: 2, cursor }, caller: { kind: "guest", ownerId: of } },
        (limit, position) => shop.listOfBuyer(buyerId, limit, position),
      );
    const first = await list(buyerId);
    const second = await list(buyerId, first.nextCursor);
    expect([first, second].map(({ items }) => idsOf(items))).toEqual([[3, 2].map(orderIdOf), [orderIdOf(1)]]);
    expect(second.nextCursor).toBeUndefined();
    await expect(list("gst_01kaq3v8e0m4t6w8y0a2c4e6g9", first.nextCursor)).rejects.toThrow("cursor");
  });
});

describe("batch", () => {
  it("gives what is there in Dynamoose, of one model, eventually consistent", async () => {
    const { Order } = await threeOrders();
    const found = await Order.batchGet([2, 99, 1].map((number) => keyOf("order", orderIdOf(number))));
    expect(found.map(({ orderId }) => orderId).sort()).toEqual([1, 2].map(orderIdOf));
  });

  it("gives a place to each that was asked for here, of several entities, strongly consistent", async () => {
    const { shop, table, requests } = await threeOrders();
    const [orders, buyer] = await batchGet(table, [
      [2, 99, 1].map((number) => shop.readOrder(orderIdOf(number))),
      shop.readBuyer(buyerId),
    ]);
    expect(orders.map((order) => order?.orderId)).toEqual([orderIdOf(2), undefined, orderIdOf(1)]);
    expect(buyer?.name).toBe("Ada");
    expect(requests.millrace).toEqual(["BatchGetItem"]);
  });
});

describe("populate", () => {
  it("asks in Dynamoose once for each reference, also where all are the same", async () => {
    const { Order, requests } = await threeOrders();
    const { pk } = keyOf("buyer", buyerId);
    const found = await Order.query("gsi1pk").eq(pk).using("gsi1").exec();
    const populated = await found.populate();
    expect(populated.map(({ buyer }) => buyer)).toMatchObject([{ name: "Ada" }, { name: "Ada" }, { name: "Ada" }]);
    expect(requests.dynamoose).toEqual(["Query", "GetItem", "GetItem", "GetItem"]);
  });

  it("is a batch get here, for which each key is asked once", async () => {
    const { shop, table, requests } = await threeOrders();
    const { items } = await shop.listOfBuyer(buyerId, 25, null);
    const [buyers] = await batchGet(table, [items.map((order) => shop.readBuyer(order.buyerId))]);
    expect(buyers.map((buyer) => buyer?.name)).toEqual(["Ada", "Ada", "Ada"]);
    expect(requests.millrace).toEqual(["Query", "BatchGetItem"]);
  });
});

describe("TTL", () => {
  it("shows in Dynamoose what has expired until DynamoDB deletes it", async () => {
    const { Order } = await threeOrders();
    await Order.create({ ...dynamooseOrder(4), ttl: at });
    expect(await Order.get(keyOf("order", orderIdOf(4)))).toMatchObject({ ttl: at });
  });

  it("only sweeps here: the decision compares `expiresAt` with its own time", async () => {
    const { shop } = await threeOrders();
    const expiresAt = new Date("2026-11-28T09:30:00.000Z");
    const stored = await shop.getOrder(orderIdOf(1));
    if (stored === undefined) throw new Error("The order is there.");
    expect(stored).toMatchObject({
      expiresAt: expiresAt.toISOString(),
      ttl: Date.parse("2026-12-28T09:30:00.000Z") / 1000,
    });
    expect(() => confirmOrder(stored, expiresAt)).toThrow(OrderExpired.title);
    expect(confirmOrder(stored, new Date(expiresAt.getTime() - 1)).status).toBe("confirmed");
  });
});

describe("scan", () => {
  it("reads in Dynamoose the whole table, and takes every item for one of the model's", async () => {
    const { Buyer } = await threeOrders();
    expect(await Buyer.scan().count().exec()).toMatchObject({ count: 8 });
  });
});
