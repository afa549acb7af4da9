import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll, describeAll, maxBytes, sizeOf } from "../../infra/cdk/bundle.ts";
import { sdkBytes } from "./bundle-share.ts";
import { coldStart, deployedFunctions, emptied } from "./cold-start.ts";
import type { Measure } from "./measurements.ts";
import type { Row } from "./report.ts";

const kilobyte = 1024;
/** What a function brings along may double what an empty one takes, and no more; CPU, which no neighbor lengthens. */
const maxTimesEmpty = 2;

async function sizeRows(): Promise<readonly Row[]> {
  return Object.entries(await describeAll()).map(([name, outputs]) => {
    const { start, all } = sizeOf(outputs);
    const sdk = Object.values(outputs).reduce((sum, { inputs }) => sum + sdkBytes(inputs), 0);
    return {
      what: `bundle of ${name}`,
      value: Math.round(start / kilobyte),
      unit: "KB",
      budget: { atMost: maxBytes.start / kilobyte },
      note: `${Math.round(all / kilobyte)} KB with what it loads later, ${Math.round(sdk / kilobyte)} KB of them the SDK`,
    };
  });
}

async function startRows(folder: string): Promise<readonly Row[]> {
  const bundles = join(folder, "dist");
  mkdirSync(bundles);
  await buildAll(bundles);
  const functions = deployedFunctions(bundles, join(folder, "cdk.out"));
  const [any] = functions;
  if (any === undefined) throw new Error("The stacks have no function.");
  const empty = emptied(any, folder);
  const { mine: nothing } = await coldStart(empty, empty);
  const note = `${Math.round(nothing.elapsed)} ms elapsed`;
  const rows: Row[] = [{ what: "cold start of an empty function, CPU", value: nothing.cpu, unit: "ms", note }];
  for (const definition of functions) {
    const { mine, empty: beside } = await coldStart(definition, empty);
    rows.push({
      what: `cold start of ${definition.name}, CPU beside that`,
      value: mine.cpu / beside.cpu,
      unit: "×",
      budget: { atMost: maxTimesEmpty },
      note: `${Math.round(mine.elapsed)} ms elapsed, ${(mine.elapsed / beside.elapsed).toFixed(1)} ×`,
    });
  }
  return rows;
}

export const measure: Measure = async () => {
  const folder = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  try {
    return [...(await sizeRows()), ...(await startRows(folder))];
  } finally {
    rmSync(folder, { recursive: true });
  }
};
