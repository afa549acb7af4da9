import { batchGet } from "@millrace/table/batch-get";
import { commit } from "@millrace/table/transact";
import { describe, expect, it } from "vitest";
import { intercept } from "../../../../test/support/intercept.ts";
import { sell } from "../../../../test/support/shop.ts";
import { freshTable } from "../../../../test/support/table.ts";
import { priceSkus } from "../domain/list-prices.ts";
import { addPriceList } from "../domain/price-list.ts";
import { offers } from "../doors.ts";
import { createListPrices } from "./list-prices.ts";
import { listedSkuEntity } from "./listed-sku.entity.ts";
import { createPriceBooks } from "./price-book.ts";
import { priceListEntity } from "./price-list.entity.ts";

const [one, other] = ["prl_01kaq3v8e0m4t6w8y0a2c4e6g8", "prl_01kaq3v8e0m4t6w8y0a2c4e6g9"] as const;
function euros(amount: number) {
  return { amount, currency: "EUR" };
}

async function shop() {
  const table = await freshTable();
  const [books, listPrices] = [createPriceBooks(table), createListPrices(table)];
  await sell(table, [{ sku: "MUG", prices: [euros(1000)] }]);
  const addList = async (priceListId: string) => {
    const before = await books.getBook();
    const draft = { name: "Sale", kind: "sale", status: "active", groups: [] } as const;
    const { book } = addPriceList(before, draft, priceListId, before.version).state;
    await commit([books.changeBook(book)]);
  };
  const setPrice = async (priceListId: string, amount: number) => {
    const state = await listPrices.readList(priceListId, ["MUG"]);
    const wanted = [{ field: "params.sku", sku: "MUG", prices: [euros(amount)] }];
    await commit(listPrices.changePrices(priceSkus(priceListId, wanted, state, state.version).state));
  };
  const amounts = async () => {
    const [offer] = await batchGet(table, offers.open(table)(["MUG"]));
    return Object.fromEntries((offer?.listPrices ?? []).map(({ priceListId, amount }) => [priceListId, amount]));
  };
  return { table, books, listPrices, addList, setPrice, amounts };
}

describe("AP-PB4 readList, AP-PB6 changePrices", () => {
  it.each([1, 2, 3])("lose no price of a list that is made and priced before read or write %i", async (nth) => {
    const { table, addList, setPrice, amounts } = await shop();
    await addList(one);
    let calls = 0;
    intercept(table, async ({ forward }) => {
      calls += 1;
      if (calls === nth) {
        await addList(other);
        await setPrice(other, 700);
      }
      return forward();
    });
    // The price is set, or another writer was quicker: then nothing is.
    const outcome = await setPrice(one, 800).then(
      () => ({ [one]: 800 }),
      (error: Error) => {
        expect(error.message).toContain("at the same time");
        return {};
      },
    );
    expect(await amounts()).toEqual({ ...outcome, [other]: 700 });
  });
});

describe("the keys of price lists", () => {
  it("stay as they are", async () => {
    const { table, books } = await shop();
    expect(books.readBook().key).toMatchInlineSnapshot(`
      {
        "pk": {
          "S": "$catalog#book_main",
        },
        "sk": {
          "S": "$price_book_1",
        },
      }
    `);
    expect(priceListEntity(table).get({ priceListId: one }).params()["Key"]).toMatchInlineSnapshot(`
      {
        "pk": "$catalog#priceListId_prl_01kaq3v8e0m4t6w8y0a2c4e6g8",
        "sk": "$price_list_1",
      }
    `);
    expect(listedSkuEntity(table).get({ priceListId: one, sku: "MUG" }).params()["Key"]).toMatchInlineSnapshot(`
      {
        "pk": "$catalog#priceListId_prl_01kaq3v8e0m4t6w8y0a2c4e6g8",
        "sk": "$listed_sku_1#sku_MUG",
      }
    `);
  });
});
