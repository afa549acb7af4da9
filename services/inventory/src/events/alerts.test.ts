import { StockReceived, StockSettingsChanged } from "@millrace/contracts/inventory";
import { OrderCanceled, OrderPlaced } from "@millrace/contracts/orders";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { intercept } from "../../../../test/support/intercept.ts";
import { inventoryWorld } from "../../../../test/support/inventory-world.ts";

const tee = "TEE-BLUE-M";
const box = "GIFT-BOX";
const at = new Date("2026-11-23T09:30:00.000Z");

async function shop(units = 10, lowAt: number | null = 5) {
  const world = await inventoryWorld();
  await world.post(tee, "receipts", { locationId: "loc_main", quantity: units });
  await world.put(`stock/${tee}/settings`, { policy: null, lowAt }, 0);
  const holdOf = (quantity: number, sku = tee) => [{ sku, locationId: "loc_main", quantity }];
  const hold = (orderId: string, quantity: number, sku = tee) =>
    commit(world.ports.stock.reserve(holdOf(quantity, sku), { causeId: orderId, at }));
  const restore = (orderId: string, quantity: number) =>
    commit(world.ports.stock.release(holdOf(quantity), { causeId: orderId, at }));
  const [line] = OrderPlaced.example.lines;
  if (line === undefined) throw new Error("The example has a line.");
  const placed = (parts?: readonly { readonly sku: string; readonly quantity: number }[], sku = tee) =>
    world.hear(OrderPlaced, {
      ...OrderPlaced.example,
      lines: [{ ...line, sku, ...(parts === undefined ? {} : { parts: [...parts] }) }],
    });
  const canceled = () => world.hear(OrderCanceled, { ...OrderCanceled.example, lines: [{ ...line, sku: tee }] });
  const facts = async (sku = tee) =>
    (await world.factsOf("alert", `alr_${encodeURIComponent(sku)}`)).map(({ sequence, type, data }) => [
      sequence,
      type,
      data["available"],
    ]);
  return { ...world, hold, restore, placed, canceled, facts };
}

describe("an order that leaves stock low", () => {
  it("raises one alert, however often its fact comes", async () => {
    const { hold, placed, facts } = await shop();
    await hold("ord_1", 6);
    for (let delivery = 0; delivery < 3; delivery += 1) expect(await placed()).toBe("done");
    expect(await facts()).toEqual([[1, "stock.low", 4]]);
  });

  it("raises one alert by ten deliveries at once", async () => {
    const { hold, placed, facts } = await shop();
    await hold("ord_1", 6);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => placed()));
    expect(new Set(outcomes)).toEqual(new Set(["done"]));
    expect(await facts()).toEqual([[1, "stock.low", 4]]);
  });

  it("costs one read where no alert changes", async () => {
    const { placed, table, facts } = await shop();
    const commands: string[] = [];
    intercept(table, ({ command, forward }) => {
      commands.push(command);
      return forward();
    });
    await placed();
    expect(commands).toEqual(["BatchGetItemCommand"]);
    expect(await facts()).toEqual([]);
  });
});

describe("a SKU's alert", () => {
  it("goes from low to depleted to replenished without a gap", async () => {
    const { hold, restore, placed, canceled, post, hear, facts, factsOf } = await shop();
    await hold("ord_1", 6);
    await placed();
    await hold("ord_2", 4);
    await placed();
    await restore("ord_2", 4);
    await canceled();
    const { body } = await post(tee, "receipts", { locationId: "loc_berlin", quantity: 1 });
    await hear(StockReceived, body);
    expect(await facts()).toEqual([
      [1, "stock.low", 4],
      [2, "stock.depleted", 0],
      [3, "stock.low", 4],
      [4, "stock.replenished", 5],
    ]);
    const [entry] = await factsOf("alert", "alr_TEE-BLUE-M");
    expect(entry).toMatchObject({
      eventId: "alr_TEE-BLUE-M.1",
      causationId: "any_1.1",
      correlationId: "correlation-1",
    });
  });

  it("is what is so now, when facts come late and in another order", async () => {
    const { hold, restore, placed, canceled, facts } = await shop();
    await hold("ord_1", 10);
    await restore("ord_1", 10);
    expect(await canceled()).toBe("done");
    expect(await placed()).toBe("done");
    expect(await facts()).toEqual([]);
  });

  it("follows another threshold", async () => {
    const { put, hear, facts } = await shop();
    const { body } = await put(`stock/${tee}/settings`, { policy: null, lowAt: 11 }, 1);
    const { version: _, ...data } = body;
    await hear(StockSettingsChanged, data);
    expect(await facts()).toEqual([[1, "stock.low", 10]]);
  });

  it("counts the parts of a kit", async () => {
    const { post, hold, placed, facts } = await shop(12);
    await post(box, "receipts", { locationId: "loc_main", quantity: 1 });
    await hold("ord_1", 4);
    await hold("ord_1", 1, box);
    const parts = [
      { sku: tee, quantity: 2 },
      { sku: box, quantity: 1 },
    ];
    expect(await placed(parts, "KIT")).toBe("done");
    expect(await facts(tee)).toEqual([]);
    expect(await facts(box)).toEqual([[1, "stock.depleted", 0]]);
    expect(await facts("KIT")).toEqual([]);
  });

  it("is corrected by who raised it, when the stock changed meanwhile", async () => {
    const { hold, restore, placed, canceled, table, facts } = await shop();
    await hold("ord_1", 6);
    let interrupted = false;
    intercept(table, async ({ command, forward }) => {
      if (command !== "TransactWriteItemsCommand" || interrupted) return forward();
      interrupted = true;
      await restore("ord_1", 6);
      // Nobody has raised an alert yet, so that this one sees none to end.
      await canceled();
      return forward();
    });
    expect(await placed()).toBe("done");
    expect(await facts()).toEqual([
      [1, "stock.low", 4],
      [2, "stock.replenished", 10],
    ]);
  });

  it("never says the same twice for many orders at once", async () => {
    const { hold, placed, facts } = await shop(20);
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        await hold(`ord_${index}`, 1);
        await placed();
      }),
    );
    const types = (await facts()).map(([, type]) => type);
    expect(types.at(-1)).toBe("stock.depleted");
    expect(types.filter((type, index) => type === types[index - 1])).toEqual([]);
  });
});
