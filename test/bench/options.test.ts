import { describe, expect, it } from "vitest";
import { OptionsError, readOptions } from "./options.ts";

const names = ["orders", "bundles"];

describe("readOptions", () => {
  it("measures everything when nothing is said", () => {
    const nothing = { only: [], json: undefined, large: false, root: undefined, against: undefined, help: false };
    expect(readOptions([], names)).toEqual({ ...nothing, rounds: 5 });
  });

  it("takes several measurements and a file", () => {
    const args = ["--only", "orders", "--only", "bundles", "--json", "numbers.json"];
    expect(readOptions(args, names)).toMatchObject({ only: names, json: "numbers.json" });
  });

  it("takes the folder of another checkout", () => {
    expect(readOptions(["--only", "orders", "--root", "../before"], names)).toMatchObject({ root: "../before" });
  });

  it("takes the checkout to compare with, and how often", () => {
    const args = ["--against", "../before", "--rounds", "7"];
    expect(readOptions(args, names)).toMatchObject({ only: [], against: "../before", rounds: 7 });
  });

  it.each(["0", "-1", "1.5", "many", "100"])("refuses %s rounds", (rounds) => {
    expect(() => readOptions(["--rounds", rounds], names)).toThrow(/rounds/);
  });

  it("refuses a measurement that there is not, and names those there are", () => {
    expect(() => readOptions(["--only", "speed"], names)).toThrow(/"speed".*orders, bundles/);
  });

  it("refuses an unknown option", () => expect(() => readOptions(["--fast"], names)).toThrow(OptionsError));
});
