import { VersionMismatch } from "@millrace/kernel/refusals";
import { batchGet, type Read, readOf } from "@millrace/table/batch-get";
import type { Table } from "@millrace/table/table";
import { type TransactItem, transactItem } from "@millrace/table/transact";
import { emptyBook, type LocationBook } from "../domain/location.ts";
import { locationBookEntity } from "./location-book.entity.ts";

/** Every access pattern of locations. */
export type LocationBooks = {
  /** AP-I8. The shop's locations, to read with others: table get, strongly consistent. */
  readBook(): Read<LocationBook>;
  /** AP-I11. The shop's locations, none before the first: table get, strongly consistent. */
  getBook(): Promise<LocationBook>;
  /** AP-I12. The book at its next version. Its journal entry holds the lock. */
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
      transactItem(
        entity,
        (writes) =>
          version === 1
            ? writes.create({ ...key, locations, strategy, version })
            : writes.patch(key).set({ locations, strategy, version }),
        () => VersionMismatch(),
      ),
  };
}
