import { type CreateEntityItem, Entity } from "electrodb";
import { describe, expect, inject, it } from "vitest";
import { freshTable } from "../../../test/support/table.ts";
import { at, body, bothAt, dynamooseOrder, millraceOrder, orderIdOf } from "./both.ts";
import { keyOf } from "./dynamoose/models.ts";
import { orderEntity } from "./millrace/entities.ts";
import { confirmOrder, orderBody, totalOf } from "./millrace/order.ts";

async function both() {
  return bothAt(await freshTable(), inject("dynamodbEndpoint"));
}

type CreateOrder = CreateEntityItem<ReturnType<typeof orderEntity>>;

/** What the contract says of a body, by field. */
function faultsOf(of: object): readonly string[] {
  return orderBody.safeParse(of).error?.issues.map(({ path }) => path.join(".")) ?? [];
}

describe("types", () => {
  it("are checked by Dynamoose at the write, one fault at a time, and say nothing of sign or fraction", async () => {
    const { Order } = await both();
    const wrong = { ...dynamooseOrder(1), currency: 5, lines: [{ sku: 5 }] } as never;
    await expect(Order.create(wrong)).rejects.toThrow(/^Expected lines\.0\.sku to be of type string[^,]*, instead/);
    const odd = { lines: [{ sku: "MUG", quantity: -1.5, price: 1 }] };
    await expect(Order.create({ ...dynamooseOrder(1), ...odd })).resolves.toMatchObject(odd);
  });

  it("are checked here by the contract before anything else happens, all faults at once, with their places", () => {
    const lines = [{ sku: 5, quantity: -1.5, price: 1 }];
    expect(faultsOf({ ...body, currency: 5, lines })).toEqual(["currency", "lines.0.sku", "lines.0.quantity"]);
  });

  it("are checked once more by the entity, and by the compiler", async () => {
    const { table } = await both();
    const create = (order: CreateOrder) => orderEntity(table).create(order).params();
    // @ts-expect-error: a version is a number.
    expect(() => create({ ...millraceOrder(1), ttl: 1, version: "one" })).toThrow("version");
  });

  it("of time are Dates in Dynamoose and milliseconds in its table; here texts that sort, in both", async () => {
    const { Order, client, table } = await both();
    await Order.create(dynamooseOrder(1));
    const { Item } = await client.getItem({
      TableName: table.table,
      Key: { pk: { S: keyOf("order", orderIdOf(1)).pk }, sk: { S: "order" } },
    });
    expect(Item?.["placedAt"]).toEqual({ N: expect.stringMatching(/^\d{13}$/) });
    expect((await Order.get(keyOf("order", orderIdOf(1)))).placedAt).toBeInstanceOf(Date);
    expect(millraceOrder(1).placedAt).toBe("2026-11-28T09:00:00.000Z");
  });
});

describe("required, enum and validation", () => {
  it.each([
    ["required", { email: undefined }, "email is a required property"],
    ["enum", { status: "lost" as never }, "status must equal"],
    ["validate", { email: "nobody" }, "email with a value of nobody had a validation error"],
  ])("%s is checked by Dynamoose where an item is created", async (_, wrong, message) => {
    const { Order } = await both();
    await expect(Order.create({ ...dynamooseOrder(1), ...wrong } as never)).rejects.toThrow(message);
  });

  it("required is not checked by Dynamoose's update, which makes half an item where there is none", async () => {
    const { Order } = await both();
    await Order.update(keyOf("order", orderIdOf(9)), { note: "hello" });
    const { email, note } = await Order.get(keyOf("order", orderIdOf(9)));
    expect({ email, note }).toEqual({ email: undefined, note: "hello" });
  });

  it("are all said by the contract here; a change of what is not there is refused", async () => {
    const { shop } = await both();
    expect(faultsOf({ lines: [] })).toEqual(["email", "lines"]);
    expect(faultsOf({ ...body, email: "nobody", currency: "EURO" })).toEqual(["email", "currency"]);
    const { rejected } = await shop.change(confirmOrder(millraceOrder(9), at)).writeAlone();
    expect(rejected).toBe(true);
  });

  it("are in the entity's types and checks too", async () => {
    const { table } = await both();
    const create = (order: CreateOrder) => orderEntity(table).create(order).params();
    // @ts-expect-error: there is no such status.
    expect(() => create({ ...millraceOrder(1), ttl: 1, status: "lost" })).toThrow("status");
  });
});

describe("default", () => {
  it("is filled in by Dynamoose when an item is saved", async () => {
    const { Order } = await both();
    expect(await Order.create(dynamooseOrder(1))).toMatchObject({ currency: "EUR", version: 1 });
  });

  it("is filled in here by the contract, so that the decision sees it", () => {
    expect(millraceOrder(1)).toMatchObject({ currency: "EUR", version: 1 });
  });
});

describe("get and set", () => {
  it("run in Dynamoose at save and read; a getter is not asked for what create and update answer", async () => {
    const { Order } = await both();
    const key = keyOf("order", orderIdOf(1));
    expect(await Order.create({ ...dynamooseOrder(1), note: " hi " })).toMatchObject({
      email: "ada@example.com",
      note: " hi ",
    });
    expect(await Order.update(key, { status: "confirmed" })).toMatchObject({ note: " hi " });
    expect(await Order.get(key)).toMatchObject({ note: "hi" });
  });

  it("are here the contract's own, once, and a view's function for what is computed", () => {
    expect(orderBody.parse({ ...body, note: " hi " })).toMatchObject({ email: "ada@example.com", note: "hi" });
    expect(totalOf(millraceOrder(1))).toBe(5_230);
  });

  it("are in ElectroDB for whoever wants them on the attribute", async () => {
    const { table } = await both();
    const entity = new Entity(
      {
        model: { service: "example", entity: "label", version: "1" },
        attributes: {
          id: { type: "string", required: true },
          text: { type: "string", set: (text) => text?.toLowerCase(), get: (text) => text?.toUpperCase() },
        },
        indexes: { byId: { pk: { field: "pk", composite: ["id"] }, sk: { field: "sk", composite: [] } } },
      },
      table,
    );
    expect(entity.create({ id: "1", text: "Hi" }).params()).toMatchObject({ Item: { text: "hi" } });
    await entity.create({ id: "1", text: "Hi" }).go();
    expect((await entity.get({ id: "1" }).go()).data).toEqual({ id: "1", text: "HI" });
  });
});

describe("timestamps", () => {
  it("are the library's own clock in Dynamoose, whatever is given; numbers in create's answer, Dates in get's", async () => {
    const { Order } = await both();
    const given = { ...dynamooseOrder(1), placedAt: new Date(0), changedAt: new Date(0) };
    const { placedAt, changedAt } = await Order.create(given);
    const stored = await Order.get(keyOf("order", orderIdOf(1)));
    expect([stored.placedAt, stored.changedAt]).toEqual([new Date(placedAt), new Date(changedAt)]);
    expect([placedAt, changedAt]).toEqual([expect.any(Number), expect.any(Number)]);
    expect(placedAt).not.toBe(0);
  });

  it("are here the time of the command, handed to the decision: tests and replays choose it", () => {
    const later = new Date("2026-11-28T09:10:00.000Z");
    const confirmed = confirmOrder(millraceOrder(1), later);
    expect(confirmed).toMatchObject({ placedAt: "2026-11-28T09:00:00.000Z", changedAt: "2026-11-28T09:10:00.000Z" });
  });
});

describe("unknown attributes", () => {
  it("are dropped by Dynamoose without a word, at any depth", async () => {
    const { Order } = await both();
    const more = { color: "red", lines: [{ sku: "MUG", quantity: 1, price: 1, color: "red" }] };
    await Order.create({ ...dynamooseOrder(1), ...more } as never);
    expect(JSON.stringify(await Order.get(keyOf("order", orderIdOf(1))))).not.toContain("red");
  });

  it("are refused here by the contract, by name", () => {
    const lines = [{ sku: "MUG", quantity: 1, price: 1, color: "red" }];
    const { error } = orderBody.safeParse({ ...body, color: "red", lines });
    expect(error?.issues.map(({ code, path }) => [code, path.join(".")])).toEqual([
      ["unrecognized_keys", "lines.0"],
      ["unrecognized_keys", ""],
    ]);
  });
});
