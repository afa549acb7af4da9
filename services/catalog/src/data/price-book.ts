import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import { emptyBook, type PriceBook } from "../domain/price-list.ts";
import { priceBookEntity } from "./price-book.entity.ts";

/** Every access pattern of the book of price lists. */
export type PriceBooks = {
  /** AP-PB1. The shop's price lists, to read with others: table get, strongly consistent. */
  readBook(): Read<PriceBook>;
  /** AP-PB2. The shop's price lists, none before the first: table get, strongly consistent. */
  getBook(): Promise<PriceBook>;
  /** AP-PB3. The book at its next version. Its journal entry holds the lock. */
  changeBook(book: PriceBook): TransactItem;
};

export function createPriceBooks(table: Table): PriceBooks {
  const entity = priceBookEntity(table);
  const key = { book: "main" } as const;
  const readBook = () => readOf<PriceBook>(entity, key);
  return {
    readBook,
    async getBook() {
      const [book] = await batchGet(table, [readBook()]);
      return book ?? emptyBook;
    },
    changeBook: ({ lists, version }) => writeVersion(entity, ["book"], { ...key, lists, version }),
  };
}
