import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll, describeAll, maxBytes, sizeOf } from "../../infra/cdk/bundle.ts";
import { sdkBytes } from "./bundle-share.ts";
import { coldStart, deployedFunctions, emptied } from "./cold-start.ts";
import type { Measure } from "./measurements.ts";
import type { Row } from "./report.ts";

const kilobyte = 1024;

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
  const nothing = await coldStart(emptied(any, folder));
  const rows: Row[] = [{ what: "cold start of an empty function", value: nothing, unit: "ms" }];
  for (const definition of functions) {
    const value = await coldStart(definition);
    const note = `${(value / nothing).toFixed(1)} × the empty one`;
    rows.push({ what: `cold start of ${definition.name}`, value, unit: "ms", note });
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
