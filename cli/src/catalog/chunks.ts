import type { Entry } from "./row-files.ts";

/** Rows that are sent in one call. Numbers count from 0, and are the same whenever the same file is cut the same way. */
export type Chunk = { readonly number: number; readonly entries: readonly Entry[] };

export type ChunkLimits = { readonly rows: number; readonly characters: number };

function slugOf(entry: Entry): unknown {
  return "row" in entry ? entry.row["slug"] : undefined;
}

function lengthOf(entry: Entry): number {
  return "row" in entry ? JSON.stringify(entry.row).length + 1 : 0;
}

/** Neighbors of one product, never more than a chunk takes. */
async function* groups(entries: AsyncIterable<Entry>, limits: ChunkLimits) {
  let group: Entry[] = [];
  let characters = 0;
  for await (const entry of entries) {
    const length = lengthOf(entry);
    const [first] = group;
    const fits = group.length < limits.rows && characters + length <= limits.characters;
    if (first !== undefined && (!fits || slugOf(first) === undefined || slugOf(first) !== slugOf(entry))) {
      yield { entries: group, characters };
      [group, characters] = [[], 0];
    }
    group.push(entry);
    characters += length;
  }
  if (group.length > 0) yield { entries: group, characters };
}

/** Cuts rows into chunks within the limits; a product whose rows are neighbors stays whole where one chunk can hold it. */
export async function* chunksOf(entries: AsyncIterable<Entry>, limits: ChunkLimits): AsyncGenerator<Chunk> {
  let [number, chunk, characters] = [0, [] as Entry[], 0];
  for await (const group of groups(entries, limits)) {
    const full = chunk.length + group.entries.length > limits.rows || characters + group.characters > limits.characters;
    if (chunk.length > 0 && full) {
      yield { number, entries: chunk };
      [number, chunk, characters] = [number + 1, [], 0];
    }
    chunk.push(...group.entries);
    characters += group.characters;
  }
  if (chunk.length > 0) yield { number, entries: chunk };
}
