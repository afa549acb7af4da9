import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collected } from "../../../test/support/collected.ts";
import { temporaryFolder } from "../../../test/support/temporary-folder.ts";
import { readRows } from "./row-files.ts";
import { checkText, decoded, encodingOf, isEncoding } from "./text-files.ts";

const folder = temporaryFolder();

function written(bytes: Uint8Array | string): string {
  const file = join(folder, "shoes.csv");
  writeFileSync(file, bytes);
  return file;
}

async function namesIn(file: string, told?: string) {
  const encoding = await encodingOf(file, told);
  await checkText(file, encoding);
  const rows = await collected(readRows(file, "csv", encoding).rows);
  return rows.map((entry) => ("row" in entry ? entry.row["name"] : entry.unreadable));
}

const csv = "slug,sku,name\r\na,A,Größe 5 € – “gut”\r\n";
/** Each character of the text as one byte of Windows-1252. */
const inWindows = Buffer.from(
  csv.replace(/[€–“”]/g, (one) => ({ "€": "\x80", "–": "\x96", "“": "\x93", "”": "\x94" })[one] ?? one),
  "latin1",
);

describe("a file of text", () => {
  it.each([
    ["UTF-8", Buffer.from(csv), undefined],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${csv}`), undefined],
    ["UTF-8 with a mark, whatever is told", Buffer.from(`\ufeff${csv}`), "windows-1252"],
    ["UTF-16 with a mark", Buffer.from(`\ufeff${csv}`, "utf16le"), undefined],
    ["UTF-16 with a mark, big end first", Buffer.from(`\ufeff${csv}`, "utf16le").swap16(), undefined],
    ["UTF-16 without a mark", Buffer.from(csv, "utf16le"), "utf-16le"],
    ["Windows-1252", inWindows, "windows-1252"],
    ["Windows-1252 by its other name", inWindows, "CP1252"],
  ])("is read as %s", async (_, bytes, told) => {
    expect(await namesIn(written(bytes), told)).toEqual(["Größe 5 € – “gut”"]);
  });

  it.each(["\n", "\r\n", "\r"])("has lines that end at %j, also in quoted cells, each counted once", async (end) => {
    const lines = ["slug,sku,name,description", 'a,A,Cap,"one', "", 'two"', "b,B", "c,C,Hat,"];
    const file = written(lines.map((line) => line + end).join(""));
    expect(await collected(readRows(file, "csv", "utf-8").rows)).toEqual([
      { line: 2, row: { slug: "a", sku: "A", name: "Cap", description: "one\n\ntwo" } },
      { line: 5, unreadable: "has 2 cells under 4 columns" },
      { line: 6, row: { slug: "c", sku: "C", name: "Hat" } },
    ]);
  });

  it("has a line end that two pieces share", async () => {
    async function* pieces() {
      for (const piece of ["a\r", "\nb\r", "\r\nc\r"]) yield Buffer.from(piece);
    }
    expect((await collected(decoded(pieces(), "utf-8"))).join("")).toBe("a\nb\n\nc\n");
  });

  it("may be empty", async () => {
    expect(await namesIn(written(""))).toEqual([]);
  });

  it("names the first line that is not UTF-8, and the remedy", async () => {
    await expect(namesIn(written(inWindows))).rejects.toThrow(
      /^Line 2 of shoes.csv is no utf-8 text\. Excel .*--encoding windows-1252.*UTF-8\.$/,
    );
    const late = [`slug,sku,name\n${"a,A,Müller\n".repeat(20_000)}`, "b,B,\xfc\nc,C,\xfc\n"] as const;
    const file = written(Buffer.concat([Buffer.from(late[0]), Buffer.from(late[1], "latin1")]));
    await expect(namesIn(file)).rejects.toThrow(/^Line 20002 /);
    await expect(namesIn(written(Buffer.from("slug,sku,name\na,A,M\xc3", "latin1")))).rejects.toThrow(/^Line 2 /);
  });

  it("is no text of UTF-8 where it holds a NUL, as UTF-16 does", async () => {
    await expect(namesIn(written(Buffer.from(csv, "utf16le")))).rejects.toThrow("add --encoding utf-16le");
  });

  it("is refused in another encoding that it is not", async () => {
    await expect(namesIn(written(Buffer.from("slug\n\xff\xff", "latin1")), "shift_jis")).rejects.toThrow(
      "Line 2 of shoes.csv is no shift_jis text. Name the one",
    );
  });

  it("has an encoding that the standard knows", () => {
    expect(["utf-8", "Windows-1252", "latin1", "utf-16be", "macintosh", "utf-9", ""].map(isEncoding)).toEqual([
      ...[true, true, true, true, true, false, false],
    ]);
  });
});
