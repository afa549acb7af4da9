import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm, stat, writeFile } from "node:fs/promises";
import type { Api } from "../http-client.ts";
import { type Chunk, chunksOf } from "./chunks.ts";
import { openState } from "./import-state.ts";
import { type ChunkResult, type Counts, rowsIn, rowsOf, stitch, sumOf } from "./results.ts";
import { type Format, readRows } from "./row-files.ts";
import { checkText, encodingOf } from "./text-files.ts";

export type ImportOptions = {
  readonly file: string;
  readonly format: Format;
  /** What the file is in, where its byte order mark does not say; UTF-8 when absent. */
  readonly encoding?: string | undefined;
  readonly stateFile: string;
  readonly reportFile: string;
  readonly rowsPerCall: number;
  readonly callsAtOnce: number;
  readonly dryRun: boolean;
};

/** How far an import is. */
export type Progress = {
  readonly counts: Counts;
  /** Rows that this process has sent, and those still to come, as far as the file's size tells. */
  readonly sent: number;
  readonly left: number;
};

/** The API takes 3,000,000 characters; the rest is for what is around the rows. */
const maxCharacters = 2_900_000;

/** What a file says: the same bytes in another encoding are another text. */
async function hashOf(file: string, encoding: string): Promise<string> {
  const hash = createHash("sha256").update(`${encoding}\n`);
  for await (const chunk of createReadStream(file)) hash.update(chunk);
  return hash.digest("hex");
}

function keyOf({ file, run }: { readonly file: string; readonly run: string }, chunk: number): string {
  return `catalog-${file.slice(0, 16)}-${run}-${chunk}`;
}

/** Writes the failed and the warned rows of all chunks in the order of the file; none leave no report. */
async function report(file: string, results: readonly ChunkResult[]): Promise<void> {
  const remarked = results
    .flatMap(({ failed, warned }) => [...failed, ...warned])
    .toSorted((one, other) => one.line - other.line);
  if (remarked.length === 0) await rm(file, { force: true });
  else await writeFile(file, remarked.map((row) => `${JSON.stringify(row)}\n`).join(""));
}

/**
 * Imports a file, several calls at once. What is finished is kept in the state file, and not sent again; a call of which
 * no answer came is sent with the same key. The state file goes when all is done.
 *
 * @param newRun a word of this run, unless one is going on
 * @throws EncodingError before anything is sent, where the file is no text in its encoding
 */
export async function importFile(
  api: Api,
  options: ImportOptions,
  newRun: string,
  tell: (progress: Progress) => void,
): Promise<Counts> {
  const { file, format, stateFile, reportFile, rowsPerCall, callsAtOnce, dryRun } = options;
  const { size } = await stat(file);
  const encoding = await encodingOf(file, options.encoding);
  await checkText(file, encoding);
  const wanted = { file: await hashOf(file, encoding), run: newRun, rows: rowsPerCall };
  const state = await openState(dryRun ? undefined : stateFile, wanted);
  let [seen, sent] = [0, 0];
  const { rows: entries, bytesRead } = readRows(file, format, encoding);
  const chunks = chunksOf(entries, { rows: state.run.rows, characters: maxCharacters });

  const send = async (chunk: Chunk): Promise<void> => {
    const rows = rowsOf(chunk).map(({ row }) => row);
    const call = { body: { rows, dryRun }, key: keyOf(state.run, chunk.number) };
    const results = rows.length === 0 ? [] : (await api("POST", "/v1/products/import", call)).json.results;
    await state.finish(stitch(chunk, results));
    sent += chunk.entries.length;
  };
  const work = async (): Promise<void> => {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      seen += next.value.entries.length;
      if (!state.finished.has(next.value.number)) await send(next.value);
      const counts = sumOf([...state.finished.values()].map((result) => result.counts));
      tell({ counts, sent, left: Math.max(0, Math.round((seen * size) / Math.max(1, bytesRead())) - rowsIn(counts)) });
    }
  };
  try {
    await Promise.all(Array.from({ length: callsAtOnce }, work));
  } finally {
    // Where one call was turned away for good, the others begin no new one.
    await chunks.return(undefined);
  }
  const results = [...state.finished.values()];
  await report(reportFile, results);
  if (!dryRun) await rm(stateFile, { force: true });
  return sumOf(results.map(({ counts }) => counts));
}
