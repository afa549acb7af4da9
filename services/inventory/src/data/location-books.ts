import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import type { LocationBook } from "../domain/location.ts";
import { locationBookEntity } from "./location-book.entity.ts";

/** Every access pattern of locations. */
export type LocationBooks = {
  /** AP-I8. The shop's locations, to read with others: table get, strongly consistent. */
  readBook(): Read<LocationBook>;
};

export const createLocationBooks = (table: Table): LocationBooks => {
  const entity = locationBookEntity(table);
  return { readBook: () => readOf<LocationBook>(entity, { book: "main" }) };
};
