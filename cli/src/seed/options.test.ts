import { describe, expect, it } from "vitest";
import { help, readOptions } from "./options.ts";

describe("readOptions", () => {
  it("fills a shop of a usual size in the running stack when nothing is asked for", () => {
    expect(readOptions([])).toEqual({
      products: 10_000,
      orders: 20_000,
      categories: 64,
      customers: 1_000,
      seed: 1,
      table: undefined,
      readyFile: undefined,
      help: false,
    });
  });

  it("takes every option that its help names", () => {
    const options = [...help.matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, name = ""]) => name);
    expect(options).toHaveLength(8);
    for (const option of options.filter((name) => name !== "--help")) {
      expect(() => readOptions([option, "7"])).not.toThrow();
    }
    expect(readOptions(["--help"]).help).toBe(true);
  });

  it.each([
    [["--products", "many"], "--products needs a number"],
    [["--products", "0"], "--products must be at least 1"],
    [["--orders", "1.5"], "--orders needs a whole number"],
    [["--categories", "501"], "--categories must be at most 500"],
    [["--customers", "0"], "--orders needs --customers"],
    [["--table", "t", "--ready-file", "f"], "give one of them"],
    [["--tabel", "t"], "--tabel"],
  ])("refuses %s and says why", (args, message) => {
    expect(() => readOptions(args)).toThrow(message);
    expect(() => readOptions(args)).toThrow("Try --help.");
  });
});
