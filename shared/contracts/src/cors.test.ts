import { describe, expect, it } from "vitest";
import { isAllowed, isOriginList, originRulesOf } from "./cors.ts";

describe("originRulesOf", () => {
  it("reads exact origins, and those of any port", () => {
    expect(originRulesOf(" https://shop.example,http://localhost:*,http://127.0.0.1:8080")).toEqual([
      { exactly: "https://shop.example" },
      { exactly: "http://localhost" },
      { startsWith: "http://localhost:" },
      { exactly: "http://127.0.0.1:8080" },
    ]);
    expect(originRulesOf("")).toEqual([]);
  });

  it.each([
    "*",
    "shop.example",
    "https://shop.example/",
    "https://Shop.example",
    "https://*.shop.example",
    "ftp://shop.example",
    "https://shop.example:*x",
    'https://a"b',
    "null",
  ])("refuses %s", (list) => {
    expect(isOriginList(list)).toBe(false);
    expect(() => originRulesOf(list)).toThrow(RangeError);
  });
});

describe("isAllowed", () => {
  const rules = originRulesOf("https://shop.example,http://localhost:*");

  it.each(["https://shop.example", "http://localhost:5173", "http://localhost:8080", "http://localhost"])(
    "lets %s in",
    (origin) => {
      expect(isAllowed(rules, origin)).toBe(true);
    },
  );

  it.each([
    ...[
      "http://shop.example",
      "https://shop.example.evil.example",
      "https://shop.example:8443",
      "https://evil.example",
    ],
    ...[
      "http://localhost.evil.example",
      "http://localhost:80.evil.example",
      "http://localhost:",
      "https://localhost:5173",
      "null",
      "",
    ],
  ])("keeps %s out", (origin) => {
    expect(isAllowed(rules, origin)).toBe(false);
  });
});
