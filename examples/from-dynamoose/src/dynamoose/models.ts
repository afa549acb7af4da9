import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import dynamoose from "dynamoose";
import { Item } from "dynamoose/dist/Item.js";

type OrderLine = { sku: string; quantity: number; price: number };

class OrderItem extends Item {
  declare pk: string;
  declare sk: string;
  declare gsi1pk: string;
  declare gsi1sk: string;
  declare orderId: string;
  /** The buyer's key; the buyer itself after `populate`. */
  declare buyer: { pk: string; sk: string };
  declare status: "placed" | "confirmed" | "canceled";
  declare email: string;
  declare currency: string;
  declare lines: OrderLine[];
  declare tags?: Set<string>;
  declare note?: string;
  declare version: number;
  declare placedAt: Date;
  declare changedAt: Date;
  declare ttl?: Date;
}

class BuyerItem extends Item {
  declare pk: string;
  declare sk: string;
  declare name: string;
  declare orders: number;
}

class StockItem extends Item {
  declare pk: string;
  declare sk: string;
  declare available: number;
}

const key = { pk: { type: String, hashKey: true }, sk: { type: String, rangeKey: true } } as const;

const buyerSchema = new dynamoose.Schema({
  ...key,
  name: { type: String, required: true },
  orders: { type: Number, required: true },
});

const stockSchema = new dynamoose.Schema({ ...key, available: { type: Number, required: true } });

const lineSchema = { sku: { type: String, required: true }, quantity: Number, price: Number };

/**
 * The three models in one table, which find items by keys that the caller makes: see `keyOf`. Dynamoose keeps models by
 * their names for the whole process, and a transaction finds its table by them: those made last are the ones that count.
 */
export function modelsIn(client: DynamoDB, table: string) {
  const instance = new dynamoose.Instance();
  instance.aws.ddb.set(client);
  const Buyer = dynamoose.model<BuyerItem>("Buyer", buyerSchema);
  const Stock = dynamoose.model<StockItem>("Stock", stockSchema);
  const orderSchema = new dynamoose.Schema(
    {
      ...key,
      gsi1pk: { type: String, index: { name: "gsi1", type: "global", rangeKey: "gsi1sk", project: true } },
      gsi1sk: String,
      orderId: { type: String, required: true },
      buyer: Buyer,
      status: { type: String, required: true, enum: ["placed", "confirmed", "canceled"] },
      email: {
        type: String,
        required: true,
        validate: /^\S+@\S+$/,
        set: (value: unknown) => String(value).toLowerCase(),
      },
      currency: { type: String, default: "EUR" },
      lines: { type: Array, required: true, schema: [{ type: Object, schema: lineSchema }] },
      tags: { type: Set, schema: [String] },
      note: { type: String, get: (value: unknown) => String(value).trim() },
      version: { type: Number, default: 1 },
    },
    { timestamps: { createdAt: "placedAt", updatedAt: "changedAt" } },
  );
  const Order = dynamoose.model<OrderItem>("Order", orderSchema);
  new instance.Table(table, [Order, Buyer, Stock], {
    create: false,
    waitForActive: false,
    expires: { ttl: 30 * 24 * 60 * 60 * 1000, attribute: "ttl" },
  });
  return { Order, Buyer, Stock };
}

/** The key of an item: `keyOf("order", "ord_1")`. */
export function keyOf(model: "order" | "buyer" | "stock", id: string) {
  return { pk: `${model}#${id}`, sk: model };
}
