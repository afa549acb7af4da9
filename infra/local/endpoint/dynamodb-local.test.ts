import { describe, expect, it } from "vitest";
import { javaMajorVersion } from "./dynamodb-local.ts";

describe("javaMajorVersion", () => {
  it.each([
    ['openjdk version "17.0.15" 2025-04-15', 17],
    ['java version "1.8.0_392"', 8],
    ['openjdk version "25" 2025-09-16', 25],
    ["something else", undefined],
  ])("reads %s", (output, version) => {
    expect(javaMajorVersion(output)).toBe(version);
  });
});
