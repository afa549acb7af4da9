import type { PriceBook } from "@millrace/pricing/offer";
import { type Read, readOf } from "@millrace/table/read";
import type { Table } from "@millrace/table/table";
import { priceBookEntity } from "./price-book.entity.ts";

/** Every access pattern of price lists. */
export type PriceBooks = {
  /** AP-C8. The shop's price lists, to read with others: table get, strongly consistent. */
  readBook(): Read<PriceBook>;
};

export const createPriceBooks = (table: Table): PriceBooks => {
  const entity = priceBookEntity(table);
  return { readBook: () => readOf<PriceBook>(entity, { book: "main" }) };
};
