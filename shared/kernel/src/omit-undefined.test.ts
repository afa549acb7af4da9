import { describe, expect, it } from "vitest";
import { omitUndefined } from "./omit-undefined.ts";

describe("given", () => {
  it("leaves out what has no value, and nothing else", () => {
    const fields = omitUndefined({ none: undefined, nothing: null, zero: 0, no: false, empty: "" });
    expect(Object.entries(fields)).toEqual([
      ["nothing", null],
      ["zero", 0],
      ["no", false],
      ["empty", ""],
    ]);
  });
});
