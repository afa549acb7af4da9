import { describe, expect, it } from "vitest";
import { given } from "./given.ts";

describe("given", () => {
  it("leaves out what has no value, and nothing else", () => {
    const fields = given({ none: undefined, nothing: null, zero: 0, no: false, empty: "" });
    expect(Object.entries(fields)).toEqual([
      ["nothing", null],
      ["zero", 0],
      ["no", false],
      ["empty", ""],
    ]);
  });
});
