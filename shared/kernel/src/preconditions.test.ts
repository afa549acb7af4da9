import { describe, expect, it } from "vitest";
import { defineRefusal } from "./errors.ts";
import { found, requireVersion } from "./preconditions.ts";

const ThingNotFound = defineRefusal("not_found", "thing.not_found", "There is no such thing.");

describe("found", () => {
  it("gives what is there, and refuses where nothing is", () => {
    expect(found("thing", ThingNotFound)).toBe("thing");
    expect(found(0, ThingNotFound)).toBe(0);
    expect(() => found(undefined, ThingNotFound)).toThrow("There is no such thing.");
  });
});

describe("requireVersion", () => {
  it("lets the current version pass, and names it to whoever has seen another", () => {
    expect(() => requireVersion("the product", 3, 3)).not.toThrow();
    expect(() => requireVersion("the product", 3, 2)).toThrow("Version 3 of the product is current.");
  });
});
