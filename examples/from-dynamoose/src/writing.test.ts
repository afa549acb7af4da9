import { VersionMismatch } from "@millrace/kernel/refusals";
import { commit } from "@millrace/table/transact";
import dynamoose from "dynamoose";
import { describe, expect, inject, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { at, bothAt, buyerId, dynamooseOrder, millraceOrder, orderIdOf } from "./both.ts";
import { keyOf } from "./dynamoose/models.ts";
import { confirmOrder, OrderNotOpen, OutOfStock } from "./millrace/order.ts";

/** A buyer, and one mug in stock, both ways. */
async function oneMug() {
  const made = await bothAt(await freshTable(), inject("dynamodbEndpoint"));
  const { Buyer, Stock, shop, requests } = made;
  await Buyer.create({ ...keyOf("buyer", buyerId), name: "Ada", orders: 0 });
  await Stock.create({ ...keyOf("stock", "MUG"), available: 1 });
  await commit([shop.welcome({ buyerId, name: "Ada", orders: 0 }), shop.stock("MUG", 1)]);
  requests.dynamoose.length = 0;
  requests.millrace.length = 0;
  return made;
}

const placed = new dynamoose.Condition("status").eq("placed");

describe("conditions", () => {
  it("fail in Dynamoose with DynamoDB's error, which says neither why nor what is there", async () => {
    const { Order } = await oneMug();
    const key = keyOf("order", orderIdOf(1));
    await Order.create(dynamooseOrder(1));
    const confirm = () => Order.update(key, { status: "confirmed" }, { condition: placed, return: "item" });
    expect(await confirm()).toMatchObject({ status: "confirmed" });
    await expect(confirm()).rejects.toThrow("The conditional request failed");
  });

  it("fail here in the decision first, where what was read already says so", () => {
    const confirmed = confirmOrder(millraceOrder(1), at);
    expect(() => confirmOrder(confirmed, at)).toThrow(OrderNotOpen.title);
  });

  it("fail here with the refusal that the access pattern declares, made from what is stored", async () => {
    const { shop, requests } = await oneMug();
    const order = millraceOrder(1);
    await commit([shop.place(order)]);
    const confirm = () => commit([shop.change(confirmOrder(order, at))]);
    await confirm();
    await expect(confirm()).rejects.toMatchObject({ declaration: { code: VersionMismatch.code } });
    expect(requests.millrace).toEqual(["PutItem", "UpdateItem", "UpdateItem"]);
  });
});

describe("transactions", () => {
  it("fail in Dynamoose with DynamoDB's list of reasons, in which the caller counts places", async () => {
    const { Order, Buyer, Stock, requests } = await oneMug();
    const enough = new dynamoose.Condition("available").ge(1);
    const place = (number: number) =>
      dynamoose.transaction([
        Order.transaction.create(dynamooseOrder(number)),
        Buyer.transaction.update(keyOf("buyer", buyerId), { $ADD: { orders: 1 } }),
        Stock.transaction.update(keyOf("stock", "MUG"), { $ADD: { available: -1 } }, { condition: enough }),
      ]);
    await place(1);
    await expect(place(2)).rejects.toThrow("[None, None, ConditionalCheckFailed]");
    expect(requests.dynamoose).toEqual(["TransactWriteItems", "TransactWriteItems"]);
  });

  it("fail here with the first failed item's own refusal", async () => {
    const { shop, requests } = await oneMug();
    const place = (number: number) =>
      commit([shop.place(millraceOrder(number)), shop.countOrder(buyerId), shop.take("MUG", 1)]);
    await place(1);
    await expect(place(2)).rejects.toMatchObject({ declaration: { code: OutOfStock.code } });
    expect(await shop.getOrder(orderIdOf(2))).toBeUndefined();
    expect(requests.millrace).toEqual(["TransactWriteItems", "TransactWriteItems", "GetItem"]);
  });
});

describe("saving what was read", () => {
  it("overwrites in Dynamoose what was written meanwhile, for `save` puts the whole item and asks nothing", async () => {
    const { Buyer } = await oneMug();
    const key = keyOf("buyer", buyerId);
    const [one, other] = await Promise.all([Buyer.get(key), Buyer.get(key)]);
    one.orders += 1;
    await one.save();
    other.name = "Ada Lovelace";
    await other.save();
    expect(await Buyer.get(key)).toMatchObject({ name: "Ada Lovelace", orders: 0 });
  });

  it("is refused here to whoever comes second: each change asks for the version that it was made from", async () => {
    const { shop } = await oneMug();
    await commit([shop.place(millraceOrder(1))]);
    const [one, other] = await Promise.all([shop.getOrder(orderIdOf(1)), shop.getOrder(orderIdOf(1))]);
    if (one === undefined || other === undefined) throw new Error("The order is there.");
    await commit([shop.change(confirmOrder(one, at))]);
    await expect(commit([shop.change({ ...other, status: "canceled", version: other.version + 1 })])).rejects.toThrow(
      "changed since it was read",
    );
    expect(await shop.getOrder(orderIdOf(1))).toMatchObject({ status: "confirmed", version: 2 });
  });
});
