import { existsSync, readFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import type { ChunkResult } from "./results.ts";

/** Which file a run imports, and how it cuts it. The run's own word makes the keys of a later run others. */
export type Run = { readonly file: string; readonly run: string; readonly rows: number };

/** What a run has done so far: on disk, so that one that was killed goes on where it was. */
export type ImportState = {
  readonly run: Run;
  readonly finished: ReadonlyMap<number, ChunkResult>;
  finish(result: ChunkResult): Promise<void>;
};

/** A state file that belongs to another import. */
class StateError extends Error {
  override readonly name = "StateError";
}

/** A process that was killed may have left half a line. */
function linesOf(text: string): readonly string[] {
  return text
    .slice(0, text.lastIndexOf("\n") + 1)
    .split("\n")
    .filter(Boolean);
}

/** What a state file says: the run, and each finished chunk. Undefined when not even the run is there. */
export function readState(text: string): { readonly run: Run; readonly finished: readonly ChunkResult[] } | undefined {
  const [run, ...finished] = linesOf(text).map((line) => JSON.parse(line));
  return run === undefined ? undefined : { run, finished };
}

/**
 * Opens a run's state: one line for the run, one for each finished chunk.
 *
 * @param path undefined keeps nothing
 * @throws StateError when the file tells of another import
 */
export async function openState(path: string | undefined, wanted: Run): Promise<ImportState> {
  const stored = path !== undefined && existsSync(path) ? readState(readFileSync(path, "utf8")) : undefined;
  if (stored !== undefined && stored.run.file !== wanted.file) {
    throw new StateError(
      `${path} tells of an import of another file, or of this file before it changed. Remove it to begin anew.`,
    );
  }
  const { run, finished } = stored ?? { run: wanted, finished: [] };
  const known = new Map(finished.map((result) => [result.chunk, result]));
  // Written anew, without the half line that a killed process may have left.
  if (path !== undefined) await writeFile(path, [run, ...finished].map((each) => `${JSON.stringify(each)}\n`).join(""));
  return {
    run,
    finished: known,
    async finish(result) {
      known.set(result.chunk, result);
      if (path !== undefined) await appendFile(path, `${JSON.stringify(result)}\n`);
    },
  };
}
