import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import type { Api, Exchange } from "../http-client.ts";
import { exportFile } from "./export-file.ts";

const folder = temporaryFolder();

/** An API of two pages of active products and one of drafts, which breaks down after so many calls. */
function anApi(breaksAfter = Number.POSITIVE_INFINITY) {
  const asked: string[] = [];
  const api: Api = async (_, path) => {
    const query = new URLSearchParams(path.split("?")[1]);
    const page = `${query.get("status")} ${query.get("cursor") ?? ""}`.trim();
    if (asked.length >= breaksAfter) throw new Error("It broke down.");
    asked.push(page);
    const row = { slug: "a", sku: page.replace(" ", "-").toUpperCase() };
    const items =
      page === "active"
        ? [
            { ...row, name: "Tee, blue" },
            { slug: "a", sku: "B" },
          ]
        : [{ ...row, prices: [{ amount: 5, currency: "EUR" }] }];
    return { json: { items, ...(page === "active" && { nextCursor: "2" }) } } as Exchange;
  };
  return { api, asked };
}

const statuses = ["active", "draft"] as const;
function silent() {
  return undefined;
}
function left(file: string) {
  return [`${file}.part`, `${file}.state`].map((one) => existsSync(one));
}

describe("an export", () => {
  it("writes every page of every status, as NDJSON", async () => {
    const file = join(folder, "all.ndjson");
    expect(await exportFile(anApi().api, { file, format: "ndjson", statuses }, silent)).toBe(4);
    const skus = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).sku);
    expect(skus).toEqual(["ACTIVE", "B", "ACTIVE-2", "DRAFT"]);
    expect(left(file)).toEqual([false, false]);
  });

  it("names the columns of all rows in the header of a CSV file", async () => {
    const file = join(folder, "all.csv");
    await exportFile(anApi().api, { file, format: "csv", statuses }, silent);
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toEqual([
      "slug,name,sku,price.EUR",
      'a,"Tee, blue",ACTIVE,',
      "a,,B,",
      "a,,ACTIVE-2,5",
      "a,,DRAFT,5",
    ]);
  });

  it("goes on at the page where it broke down, and writes no row twice", async () => {
    const file = join(folder, "broken.ndjson");
    const [first, second] = [anApi(2), anApi()];
    const options = { file, format: "ndjson", statuses } as const;
    await expect(exportFile(first.api, options, silent)).rejects.toThrow("broke down");
    expect(left(file)).toEqual([true, true]);
    expect(await exportFile(second.api, options, silent)).toBe(4);
    expect([...first.asked, ...second.asked]).toEqual(["active", "active 2", "draft"]);
    expect(readFileSync(file, "utf8").trimEnd().split("\n")).toHaveLength(4);
  });
});
