import { describe, expect, it } from "vitest";
import { ArgumentsError, explain, parseArguments, texts } from "./command-line.ts";

describe("what was typed", () => {
  it("is options with values, and no more words than the command takes", () => {
    expect(parseArguments(["--port", "1", "word"], texts("port"), 1)).toMatchObject({
      values: { port: "1" },
      positionals: ["word"],
    });
    expect(() => parseArguments(["word", "another"], texts("port"), 1)).toThrow("another is too much.\nTry --help.");
    expect(() => parseArguments(["--prot", "1"], texts("port"))).toThrow(ArgumentsError);
  });
});

describe("a failure", () => {
  const coded = (code: string, more: object = {}) => Object.assign(new Error("It failed."), { code, ...more });

  it("is told in its own words where its class or a code says what it is", () => {
    expect(explain(new ArgumentsError("Which?"))).toBe("Which?\nTry --help.");
    expect(explain(coded("CSV_QUOTE_NOT_CLOSED"))).toBe("It failed.");
    expect(explain(coded("ENOENT", { path: "a.csv" }))).toBe("There is no file a.csv.");
  });

  it("is told with its remedy, whether it is known by code, by cause, by name or by message", () => {
    const refused = new TypeError("fetch failed", { cause: coded("ECONNREFUSED") });
    expect(explain(refused)).toMatch(/^fetch failed\nNobody answers/);
    expect(explain(new Error("Region is missing"))).toMatch(/AWS_REGION/);
    expect(explain(coded("EADDRINUSE"), { EADDRINUSE: "Take another." })).toBe("It failed.\nTake another.");
  });

  it("shows its stack where it is a bug", () => {
    expect(explain(new TypeError("x is undefined"))).toContain("command-line.test.ts");
    expect(explain(coded("ERR_INVALID_ARG_TYPE"))).toContain("command-line.test.ts");
    expect(explain("a text")).toBe("a text");
  });
});
