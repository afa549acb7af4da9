import { describe, expect, it } from "vitest";
import { OptionsError, readOptions } from "./options.ts";

const names = ["orders", "bundles"];

describe("readOptions", () => {
  it("measures everything when nothing is said", () => {
    expect(readOptions([], names)).toEqual({ only: [], json: undefined, large: false, root: undefined, help: false });
  });

  it("takes several measurements and a file", () => {
    const args = ["--only", "orders", "--only", "bundles", "--json", "numbers.json"];
    expect(readOptions(args, names)).toMatchObject({ only: names, json: "numbers.json" });
  });

  it("takes the folder of another checkout", () => {
    expect(readOptions(["--only", "orders", "--root", "../before"], names)).toMatchObject({ root: "../before" });
  });

  it("refuses a measurement that there is not, and names those there are", () => {
    expect(() => readOptions(["--only", "speed"], names)).toThrow(/"speed".*orders, bundles/);
  });

  it("refuses an unknown option", () => expect(() => readOptions(["--fast"], names)).toThrow(OptionsError));
});
