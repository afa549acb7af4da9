import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, writeVersion } from "@millrace/table/transact";
import { emptyBook, type LocationBook } from "../domain/location.ts";
import { locationBookEntity } from "./location-book.entity.ts";

/** Every access pattern of locations. */
export type LocationBooks = {
  /** AP-I7. The shop's locations, to read with others: table get, strongly consistent. */
  readBook(): Read<LocationBook>;
  /** AP-I9. The shop's locations, none before the first: table get, strongly consistent. */
  getBook(): Promise<LocationBook>;
  /** AP-I10. The book at its next version. Its journal entry holds the lock. */
  changeBook(book: LocationBook): TransactItem;
};

export function createLocationBooks(table: Table): LocationBooks {
  const entity = locationBookEntity(table);
  const key = { book: "main" } as const;
  const readBook = () => readOf<LocationBook>(entity, key);
  return {
    readBook,
    async getBook() {
      const [book] = await batchGet(table, [readBook()]);
      return book ?? emptyBook;
    },
    changeBook: ({ locations, strategy, version }) =>
      writeVersion(entity, ["book"], { ...key, locations, strategy, version }),
  };
}
