import { readTogether } from "@millrace/table/read";
import { transact, write } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { freshTable } from "../../../../test/support/table.ts";
import { countersOf, InventoryInsufficient } from "../domain/stock.ts";
import { createStock, type Move } from "./stock.ts";

const at = new Date("2026-11-23T09:30:00.000Z");
const move = (causeId: string, quantity = 1): Move => ({
  sku: "TEE-BLUE-M",
  locationId: "loc_main",
  causeId,
  quantity,
  at,
});

const stocked = async (quantity: number) => {
  const table = await freshTable();
  const stock = createStock(table);
  await write(stock.receive(move("rcp_1", quantity), undefined));
  const level = async () => (await readTogether(table, [stock.readLevel("TEE-BLUE-M", "loc_main")]))[0];
  const ledger = async () => (await stock.listMovements("TEE-BLUE-M", "loc_main", 100, null)).items;
  return { table, stock, level, ledger };
};

describe("stock", () => {
  it("sells no more pieces than there are, however many ask at once", async () => {
    const { stock, level, ledger } = await stocked(5);
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, buyer) => transact(stock.reserve(move(`ord_${buyer}`)))),
    );
    expect(outcomes.filter((rejections) => rejections.length === 0)).toHaveLength(5);
    expect(await level()).toMatchObject({ onHand: 5, reserved: 5, allocated: 0, available: 0 });
    expect(await level()).toMatchObject(countersOf(await ledger()));
  });

  it("names the SKU and what is left of it when pieces are missing", async () => {
    const { stock } = await stocked(2);
    await expect(write(stock.reserve(move("ord_1", 3)))).rejects.toMatchObject({
      declaration: { code: InventoryInsufficient.code },
      details: { errors: [{ field: "lines.TEE-BLUE-M", reason: "3 wanted, 2 available" }] },
    });
  });

  it("moves pieces once per cause, however often it is told", async () => {
    const { stock, level } = await stocked(5);
    await write(stock.reserve(move("ord_1", 2)));
    expect(await transact(stock.reserve(move("ord_1", 2)))).not.toHaveLength(0);
    await write(stock.allocate(move("ord_1", 2)));
    expect(await transact(stock.allocate(move("ord_1", 2)))).not.toHaveLength(0);
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
  });

  it("gives a released hold back", async () => {
    const { stock, level, ledger } = await stocked(5);
    await write(stock.reserve(move("ord_1", 2)));
    await write(stock.release(move("ord_1", 2)));
    expect(await level()).toMatchObject({ onHand: 5, reserved: 0, allocated: 0, available: 5 });
    expect(await level()).toMatchObject(countersOf(await ledger()));
  });

  it("refuses a second first receipt, so that neither is lost", async () => {
    const { stock } = await stocked(5);
    expect(await transact(stock.receive(move("rcp_2"), undefined))).toHaveLength(1);
  });

  it("keeps its keys", async () => {
    const { stock } = await stocked(1);
    expect(stock.readLevel("TEE-BLUE-M", "loc_main").key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$inventory#sku_TEE-BLUE-M",
        },
        "sk": {
          "S": "$stock_1#locationId_loc_main",
        },
      }
    `);
  });
});
