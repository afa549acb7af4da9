import { describe, expect, it } from "vitest";
import { help, readArguments } from "./arguments.ts";
import { checkColumns } from "./columns.ts";
import { connectionOf } from "./connection.ts";
import { progressLine, summary } from "./progress.ts";

function read(line: string, environment = {}) {
  return readArguments(line.split(" ").filter(Boolean), environment);
}

describe("the command line", () => {
  it("imports a file, keeping its state and its report beside it", () => {
    expect(read("import shoes.csv")).toMatchObject({
      command: "import",
      options: {
        file: "shoes.csv",
        format: "csv",
        stateFile: "shoes.csv.state",
        reportFile: "shoes.csv.report.ndjson",
        rowsPerCall: 200,
        callsAtOnce: 3,
        dryRun: false,
      },
    });
    const line = "import shoes --format ndjson --rows 500 --calls 16 --dry-run --state s --report r";
    expect(read(line)).toMatchObject({
      options: { format: "ndjson", rowsPerCall: 500, callsAtOnce: 16, dryRun: true, stateFile: "s", reportFile: "r" },
    });
  });

  it("exports into a file, or out", () => {
    expect(read("export")).toMatchObject({ format: "ndjson", statuses: ["active", "draft"] });
    expect(read("export all.csv --status draft")).toMatchObject({ format: "csv", statuses: ["draft"] });
  });

  it.each([
    ["", /not nothing/],
    ["remove x.csv", /not remove/],
    ["import", /Which FILE/],
    ["import a.csv b.csv", /b.csv is too much/],
    ["import a.txt", /--format/],
    ["import a.csv --rows 501", /at most 500/],
    ["import a.csv --calls many", /needs a number/],
    ["import a.csv --format xml", /ndjson or csv/],
    ["export --format csv", /needs a FILE/],
    ["export a.csv --status archived", /active or draft/],
    ["import a.csv --quick", /--quick/],
  ])("is refused in words: %j", (line, message) => {
    expect(() => read(line)).toThrow(message);
  });

  it("takes secrets from the environment, which no list of processes shows", async () => {
    const { access } = read("import a.csv --url http://api", { MILLRACE_TOKEN: "secret" }) as never as {
      readonly access: Parameters<typeof connectionOf>[0];
    };
    expect(await connectionOf(access).token(undefined)).toBe("secret");
    expect(() => connectionOf({ ...access, token: undefined })).toThrow("As whom?");
    expect(() => connectionOf({ ...access, url: undefined, readyFile: "/nowhere" })).toThrow("npm start");
  });

  it("is helped out with every column in its words", () => {
    expect(read("--help")).toEqual({ command: "help" });
    const columns = help.match(/\b(?:price|option|metadata|media)\.[\w.]+\w/g) ?? [];
    expect(columns).toContain("price.EUR.from.10.compareAt");
    checkColumns([...new Set(["slug", "sku", ...columns])]);
  });
});

describe("what people see", () => {
  const counts = { created: 1000, updated: 100, unchanged: 97, failed: 3 };

  it("is how far it is, and how long it takes", () => {
    expect(progressLine({ counts, sent: 600, left: 7500 }, 6)).toBe(
      "1,200 rows, 100 rows/s, 3 failed, 1 min 15 s left",
    );
    expect(progressLine({ counts, sent: 0, left: 10 }, 0)).toBe("1,200 rows, 0 rows/s, 3 failed");
  });

  it("is what has become of the rows, or would", () => {
    expect(summary(counts, false)).toBe("1000 created, 100 updated, 97 unchanged, 3 failed");
    expect(summary(counts, true)).toMatch(/^Nothing was written/);
  });
});
