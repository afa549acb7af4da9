import { tableKeys } from "@millrace/table/table";
import { type Item, itemBytes } from "./item-size.ts";

/** One item before and after a write; undefined where there was or is none. */
export type Change = { readonly old: Item | undefined; readonly next: Item | undefined };

/** Where an item also lies, with what its entry there holds. */
export type IndexEntry = { readonly index: string; readonly projection: string; readonly bytes: number };

/** A started kilobyte costs one unit; a write inside a transaction is prepared and committed, so it costs two. */
const bytesPerUnit = 1024;
const transactional = 2;

function unitsOf(bytes: number): number {
  return Math.ceil(bytes / bytesPerUnit);
}

function sizeOf(item: Item | undefined): number {
  return item === undefined ? 0 : itemBytes(item);
}

/**
 * Write units on the table of one change by itself. An update costs by the larger of its two images, even if it changes
 * little (DynamoDB Developer Guide, "DynamoDB read and write operations").
 */
export function plainUnits({ old, next }: Change): number {
  return unitsOf(Math.max(sizeOf(old), sizeOf(next), 1));
}

/** Write units on the table of one change inside a transaction (DynamoDB Developer Guide, "DynamoDB transactions"). */
export function transactionalUnits(change: Change): number {
  return transactional * plainUnits(change);
}

type IndexName = keyof typeof tableKeys.indexes;

const indexNames = Object.keys(tableKeys.indexes) as readonly IndexName[];

function entryOf(item: Item | undefined, index: IndexName): Item | undefined {
  const [partition, sort] = [`${index}pk`, `${index}sk`];
  if (item?.[partition] === undefined || item[sort] === undefined) return undefined;
  if (tableKeys.indexes[index] === "ALL") return item;
  const keys = [tableKeys.partition, tableKeys.sort, partition, sort];
  return Object.fromEntries(Object.entries(item).filter(([name]) => keys.includes(name)));
}

/** The indexes that an item has both keys of, with the bytes of its entry in each. */
export function indexEntries(item: Item): readonly IndexEntry[] {
  return indexNames.flatMap((index) => {
    const entry = entryOf(item, index);
    return entry === undefined ? [] : [{ index, projection: tableKeys.indexes[index], bytes: itemBytes(entry) }];
  });
}

function unitsInIndex({ old, next }: Change, index: IndexName): number {
  const [before, after] = [entryOf(old, index), entryOf(next, index)];
  if (before === undefined || after === undefined) return unitsOf(sizeOf(before ?? after));
  const moved = [`${index}pk`, `${index}sk`].some((key) => before[key]?.S !== after[key]?.S);
  if (moved) return unitsOf(sizeOf(before)) + unitsOf(sizeOf(after));
  return JSON.stringify(before) === JSON.stringify(after) ? 0 : unitsOf(Math.max(sizeOf(before), sizeOf(after)));
}

/**
 * Write units of one change on all indexes: an entry that comes, goes or changes is one write, one whose key changes is
 * two, one of which nothing projected changes is none (DynamoDB Developer Guide, "Using Global Secondary Indexes",
 * "Write capacity units"). Counted once: no page says that an index pays twice for a transaction.
 */
export function indexUnits(change: Change): number {
  return indexNames.reduce((total, index) => total + unitsInIndex(change, index), 0);
}
