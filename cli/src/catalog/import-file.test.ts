import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import type { Api, Exchange } from "../http-client.ts";
import { importFile } from "./import-file.ts";
import { readState } from "./import-state.ts";
import { stitch } from "./results.ts";

const folder = temporaryFolder();

type Sent = { readonly key: string | undefined; readonly skus: readonly string[] };

/** An API that has each row created, but those called BAD, and breaks down after so many calls. */
function anApi(breaksAfter = Number.POSITIVE_INFINITY) {
  const sent: Sent[] = [];
  const api: Api = async (_, __, { key, body } = {}) => {
    const { rows } = body as { readonly rows: readonly { readonly sku: string }[] };
    if (sent.length >= breaksAfter) throw new Error("It broke down.");
    sent.push({ key, skus: rows.map(({ sku }) => sku) });
    const failed = { outcome: "failed", errors: [{ field: "sku", reason: "is bad" }] };
    const results = rows.map(({ sku }, row) => ({ row, sku, ...(sku === "BAD" ? failed : { outcome: "created" }) }));
    return { json: { results } } as Exchange;
  };
  return { api, sent };
}

function written(name: string, skus: readonly string[]) {
  const file = join(folder, name);
  writeFileSync(file, skus.map((sku) => (sku === "?" ? "?\n" : `${JSON.stringify({ slug: sku, sku })}\n`)).join(""));
  const paths = { file, stateFile: `${file}.state`, reportFile: `${file}.report.ndjson` };
  return { ...paths, format: "ndjson", rowsPerCall: 2, callsAtOnce: 2, dryRun: false } as const;
}

function silent() {
  return undefined;
}

describe("an import", () => {
  it("sends every row once, and reports what failed by its line", async () => {
    const options = written("all.ndjson", ["A", "BAD", "?", "B", "C", "BAD"]);
    const { api, sent } = anApi();
    expect(await importFile(api, options, "run", silent)).toEqual({ created: 3, updated: 0, unchanged: 0, failed: 3 });
    expect(sent.flatMap(({ skus }) => skus).toSorted()).toEqual(["A", "B", "BAD", "BAD", "C"]);
    expect(new Set(sent.map(({ key }) => key)).size).toBe(3);
    const report = readFileSync(options.reportFile, "utf8").trimEnd().split("\n");
    expect(report.map((line) => JSON.parse(line))).toEqual([
      { line: 2, sku: "BAD", errors: [{ field: "sku", reason: "is bad" }] },
      { line: 3, errors: [{ field: "", reason: "is no JSON" }] },
      { line: 6, sku: "BAD", errors: [{ field: "sku", reason: "is bad" }] },
    ]);
    expect(existsSync(options.stateFile)).toBe(false);
  });

  it("reports rows that were written with a warning", async () => {
    const options = written("warned.ndjson", ["A", "a", "BAD"]);
    const warnings = [{ field: "sku", reason: "differs from A by case only" }];
    const { api } = anApi();
    const warning: Api = async (...call) => {
      const { json } = await api(...call);
      const results = json.results.map((one: { readonly sku: string }) =>
        one.sku === "a" ? { ...one, warnings } : one,
      );
      return { json: { results } } as Exchange;
    };
    expect(await importFile(warning, options, "run", silent)).toMatchObject({ created: 2, failed: 1 });
    const report = readFileSync(options.reportFile, "utf8").trimEnd().split("\n");
    expect(report.map((line) => JSON.parse(line))).toEqual([
      { line: 2, sku: "a", warnings },
      { line: 3, sku: "BAD", errors: [{ field: "sku", reason: "is bad" }] },
    ]);
  });

  it("goes on where it broke down, under the keys of its first run", async () => {
    const options = { ...written("broken.ndjson", ["A", "BAD", "C", "D", "E", "F", "G"]), callsAtOnce: 1 };
    const [first, second] = [anApi(2), anApi()];
    await expect(importFile(first.api, options, "one", silent)).rejects.toThrow("broke down");
    // Half a line, as a process that is killed leaves it.
    writeFileSync(options.stateFile, '{"chunk":2,"cou', { flag: "a" });
    const counts = await importFile(second.api, { ...options, rowsPerCall: 100 }, "two", silent);
    expect(counts).toEqual({ created: 6, updated: 0, unchanged: 0, failed: 1 });
    expect([...first.sent, ...second.sent].flatMap(({ skus }) => skus)).toEqual(["A", "BAD", "C", "D", "E", "F", "G"]);
    expect([...first.sent, ...second.sent].map(({ key }) => key)).toEqual(
      [0, 1, 2, 3].map((chunk) => expect.stringMatching(`^catalog-[0-9a-f]{16}-one-${chunk}$`)),
    );
    expect(JSON.parse(readFileSync(options.reportFile, "utf8"))).toMatchObject({ line: 2 });
  });

  it("does not go on with a file that has changed", async () => {
    const options = { ...written("changed.ndjson", ["A", "B", "C"]), callsAtOnce: 1 };
    await expect(importFile(anApi(1).api, options, "one", silent)).rejects.toThrow();
    writeFileSync(options.file, JSON.stringify({ slug: "x", sku: "X" }));
    await expect(importFile(anApi().api, options, "two", silent)).rejects.toThrow("another file");
  });

  it("leaves nothing behind in a dry run, and nothing to report where all went well", async () => {
    const options = { ...written("dry.ndjson", ["A"]), dryRun: true };
    writeFileSync(options.reportFile, "{}\n");
    await importFile(anApi().api, options, "run", silent);
    expect([options.stateFile, options.reportFile].map((file) => existsSync(file))).toEqual([false, false]);
  });

  it("is not finished where the API left out a row", () => {
    const entries = [{ line: 1, row: {} }];
    expect(() => stitch({ number: 0, entries }, [])).toThrow(RangeError);
    expect(() => stitch({ number: 0, entries }, [{ row: 1, outcome: "created" }])).toThrow(RangeError);
  });

  it("has no state where even its first line is torn", () => {
    expect(readState('{"file":"a')).toBeUndefined();
  });
});
