import { commit } from "@millrace/table/transact";
import dynamoose from "dynamoose";
import { at, buyerId, dynamooseOrder, millraceOrder, orderIdOf } from "./both.ts";
import { keyOf, type modelsIn } from "./dynamoose/models.ts";
import { confirmOrder } from "./millrace/order.ts";
import type { Shop } from "./millrace/shop.ts";

/** The same work in both ways; each is one request. Orders are known by their number, which is used once. */
export type Work = {
  /** Stores the buyer, and stock for so many purchases. */
  prepare(available: number): Promise<unknown>;
  /** Checks what a buyer sent and stores a new order. */
  put(number: number): Promise<unknown>;
  /** One order, strongly consistent. */
  get(number: number): Promise<unknown>;
  /** The buyer's 25 newest orders, by the index. */
  page(): Promise<{ readonly length: number }>;
  /** Confirms an order that is as it was placed. */
  update(number: number): Promise<unknown>;
  /** A new order, counted at its buyer, with what it takes of the stock, if there is enough. */
  transaction(number: number): Promise<unknown>;
};

const pageSize = 25;

const asPlaced = new dynamoose.Condition("version").eq(1);
const enough = new dynamoose.Condition("available").ge(1);

export function dynamooseWork({ Order, Buyer, Stock }: ReturnType<typeof modelsIn>): Work {
  const [buyerKey, stockKey] = [keyOf("buyer", buyerId), keyOf("stock", "MUG")];
  const keyOfOrder = (number: number) => keyOf("order", orderIdOf(number));
  return {
    prepare: (available) =>
      Promise.all([Buyer.create({ ...buyerKey, name: "Ada", orders: 0 }), Stock.create({ ...stockKey, available })]),
    put: (number) => Order.create(dynamooseOrder(number)),
    get: (number) => Order.get(keyOfOrder(number), { consistent: true }),
    page: () => Order.query("gsi1pk").eq(buyerKey.pk).using("gsi1").sort("descending").limit(pageSize).exec(),
    update: (number) =>
      Order.update(keyOfOrder(number), { status: "confirmed", version: 2 }, { condition: asPlaced, return: "item" }),
    transaction: (number) =>
      dynamoose.transaction([
        Order.transaction.create(dynamooseOrder(number)),
        Buyer.transaction.update(buyerKey, { $ADD: { orders: 1 } }),
        Stock.transaction.update(stockKey, { $ADD: { available: -1 } }, { condition: enough }),
      ]),
  };
}

export function millraceWork(shop: Shop): Work {
  return {
    prepare: (available) => commit([shop.welcome({ buyerId, name: "Ada", orders: 0 }), shop.stock("MUG", available)]),
    put: (number) => commit([shop.place(millraceOrder(number))]),
    get: (number) => shop.getOrder(orderIdOf(number)),
    page: async () => (await shop.listOfBuyer(buyerId, pageSize, null)).items,
    update: (number) => commit([shop.change(confirmOrder(millraceOrder(number), at))]),
    transaction: (number) => commit([shop.place(millraceOrder(number)), shop.countOrder(buyerId), shop.take("MUG", 1)]),
  };
}
