import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, inject, it } from "vitest";
import { eventually } from "../../cli/src/eventually.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const main = resolve(import.meta.dirname, "../../cli/src/catalog.ts");

const folder = temporaryFolder();

function start(...args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [main, ...args, "--ready-file", inject("readyFile")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
}

async function endOf(child: ChildProcess): Promise<{ readonly code: number | null; readonly output: string }> {
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk));
  const code = await new Promise<number | null>((done) => child.once("close", done));
  return { code, output };
}

const products = 400;
const word = randomUUID().slice(0, 8);

/** 1,200 rows of 400 products, and one that is wrong. */
function rows() {
  return [
    ...Array.from({ length: products * 3 }, (_, index) => {
      const product = Math.floor(index / 3);
      const sku = `I-${word.toUpperCase()}-${index}`;
      return {
        slug: `import-${word}-${product}`,
        ...(index % 3 === 0 ? { name: `Import, "${word}" ${product}`, status: "active", metadata: { run: word } } : {}),
        sku,
        title: sku,
        options: { size: `${index % 3}` },
        prices: [{ amount: 100 + index, currency: "EUR" }],
      };
    }),
    { slug: `import-${word}-0`, sku: "no#sku" },
  ];
}

function linesOf(file: string) {
  return readFileSync(file, "utf8").trimEnd().split("\n");
}

it("goes on where it was killed, and every row is there exactly once", { timeout: 240_000 }, async () => {
  const file = join(folder, "shop.ndjson");
  const given = rows();
  writeFileSync(file, given.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const args = ["import", file, "--rows", "60", "--calls", "3"];

  const killed = start(...args);
  const end = endOf(killed);
  await eventually(
    "the import to be in the middle",
    async () => (existsSync(`${file}.state`) && linesOf(`${file}.state`).length > 4) || undefined,
    120_000,
  );
  killed.kill("SIGKILL");
  expect(await end).toMatchObject({ code: null });
  const before = linesOf(`${file}.state`).length - 1;
  expect(before).toBeLessThan(20);

  const resumed = await endOf(start(...args));
  expect(resumed).toMatchObject({ code: 1, output: expect.stringContaining("1 failed") });
  expect(existsSync(`${file}.state`)).toBe(false);
  expect(linesOf(`${file}.report.ndjson`).map((line) => JSON.parse(line))).toMatchObject([
    { line: given.length, errors: [{ field: "sku" }] },
  ]);

  const exported = join(folder, "export.csv");
  expect(await endOf(start("export", exported, "--status", "active"))).toMatchObject({ code: 0 });
  const skus = linesOf(exported).flatMap((line) => line.match(new RegExp(`I-${word}-\\d+`, "i"))?.[0] ?? []);
  expect(skus.toSorted()).toEqual(
    given
      .slice(0, -1)
      .map(({ sku }) => sku)
      .toSorted(),
  );
  const again = await endOf(start("import", exported, "--dry-run"));
  expect(again).toMatchObject({ code: 0, output: expect.stringContaining("0 created, 0 updated") });
});
