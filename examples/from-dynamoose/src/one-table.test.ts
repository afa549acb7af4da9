import { commit } from "@millrace/table/transact";
import dynamoose from "dynamoose";
import { describe, expect, inject, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { bothAt, buyerId, dynamooseOrder, millraceOrder, orderIdOf } from "./both.ts";
import { keyOf } from "./dynamoose/models.ts";
import { buyerEntity } from "./millrace/entities.ts";

async function both() {
  return bothAt(await freshTable(), inject("dynamodbEndpoint"));
}

describe("several models in one table", () => {
  it("are not told apart by Dynamoose: one reads the other's item, and its save erases the rest of it", async () => {
    const { Order, Buyer } = await both();
    const key = keyOf("order", orderIdOf(1));
    await Order.create(dynamooseOrder(1));
    const mistaken = await Buyer.get(key);
    expect(mistaken).toMatchObject(key);
    Object.assign(mistaken, { name: "Ada", orders: 1 });
    await mistaken.save();
    expect((await Order.get(key)).lines).toBeUndefined();
  });

  it("have keys and names of their own here: an item of another entity is none", async () => {
    const { shop, table } = await both();
    await commit([shop.place(millraceOrder(1)), shop.welcome({ buyerId, name: "Ada", orders: 1 })]);
    const { Item = {} } = await table.client
      .get({ TableName: table.table, Key: { pk: `$example#orderId_${orderIdOf(1)}`, sk: "$order_1" } })
      .promise();
    expect(Item).toMatchObject({ __edb_e__: "order", __edb_v__: "1" });
    expect(buyerEntity(table).parse({ Item }).data).toBeNull();
    expect(
      (
        await buyerEntity(table)
          .get({ buyerId: orderIdOf(1) })
          .go()
      ).data,
    ).toBeNull();
  });
});

describe("tables that make themselves", () => {
  it("are made by Dynamoose for a model that is first used, and their indexes deleted by another's `update`", async () => {
    const { client } = await both();
    const instance = new dynamoose.Instance();
    instance.aws.ddb.set(client);
    const key = { id: { type: String, hashKey: true } };
    const indexed = { ...key, color: { type: String, index: { name: "ofColor", type: "global" } } } as const;
    const waitForActive = { enabled: true, check: { timeout: 10_000, frequency: 1 } };
    const indexesOf = async () => {
      const { Table } = await client.describeTable({ TableName: "colors" });
      return Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName);
    };
    const setUp = (name: string, schema: ConstructorParameters<typeof dynamoose.Schema>[0], update: boolean) =>
      new instance.Table("colors", [dynamoose.model(name, new dynamoose.Schema(schema))], {
        initialize: false,
        waitForActive,
        update: update as never,
      }).initialize();
    await setUp("Color", indexed, false);
    expect(await indexesOf()).toEqual(["ofColor"]);
    await setUp("Shade", key, true);
    expect(await indexesOf()).toBeUndefined();
  });
});
