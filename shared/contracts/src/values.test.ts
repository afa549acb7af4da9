import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { destinationInput } from "./places.ts";
import {
  amount,
  changeOf,
  countryCode,
  currencyCode,
  id,
  locationId,
  moneyValue,
  pageOf,
  pageQuery,
  paragraph,
  quantity,
  regionCode,
  sku,
  taxClass,
  text,
  timestamp,
  version,
} from "./values.ts";

/** What JSON can carry, and worse: whatever a caller may send in place of a value. */
const nonsense = [
  undefined,
  null,
  true,
  {},
  [],
  ["EUR"],
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0.5,
  2 ** 53,
  1e300,
  "1",
  "",
  " ",
  "\u0000",
  "#",
  "__proto__",
  JSON.parse('{"__proto__":{"amount":1}}'),
];

const schemas: Readonly<
  Record<string, { schema: z.ZodType; accepts: readonly unknown[]; refuses: readonly unknown[] }>
> = {
  "an order's id": {
    schema: id("order"),
    accepts: ["ord_01kaq3v8e0m4t6w8y0a2c4e6g8"],
    refuses: [
      ...nonsense,
      "ord_01KAQ3V8E0M4T6W8Y0A2C4E6G8",
      "crt_01kaq3v8e0m4t6w8y0a2c4e6g8",
      "ord_01kaq3v8e0m4t6w8y0a2c4e6g8#",
      "ord_01kaq3v8e0m4t6w8y0a2c4e6g8\n",
    ],
  },
  "a currency": {
    schema: currencyCode,
    accepts: ["EUR", "JPY", "KWD", "VED", "CLF", "UYW", "USN", "CHE", "XCG", "ZWG"],
    refuses: [
      ...[...nonsense, "eur", "EU", "EURO", "ABC", "EUR ", "E\u0000R", "EU#"],
      ...["HRK", "BGN", "ZWL", "CUC", "ANG", "SLL", "XXX", "XTS", "XAU", "BTC"],
    ],
  },
  "a country": {
    schema: countryCode,
    accepts: ["DE", "US", "AX", "EH"],
    refuses: [...nonsense, "de", "DEU", "UK", "XK", "XX", "AN", "EU", "DE "],
  },
  "an amount": {
    schema: amount,
    accepts: [0, 1, 100_000_000_000],
    refuses: [...nonsense.filter((value) => value !== 0), 100_000_000_001, -0.1, "0"],
  },
  "a tax class": {
    schema: taxClass,
    accepts: ["standard", "a", "zero-rated", "books2", "a".repeat(30)],
    refuses: [...nonsense, "Standard", "2books", "-a", "a b", "a_b", "a#", "a".repeat(31), "standard\n"],
  },
  "a region": {
    schema: regionCode,
    accepts: ["QC", "1", "BW", "NIR", "13"],
    refuses: [...nonsense.filter((value) => value !== "1"), "qc", "CA-QC", "QUEB", "Q C", "QC\n"],
  },
  "a destination": {
    schema: destinationInput,
    accepts: [{ country: "CA" }, { country: "CA", region: "QC" }, { country: "HK" }],
    refuses: [
      ...[...nonsense, { region: "QC" }, { country: "CA", region: "" }, { country: "CA", city: "Montréal" }],
      ...["ZZ", "9", "qc", "CA-QC", "ca-qc"].map((region) => ({ country: "CA", region })),
      { country: "HK", region: "KLN" },
    ],
  },
  money: {
    schema: moneyValue,
    accepts: [{ amount: 0, currency: "EUR" }],
    refuses: [
      ...nonsense,
      { amount: 1 },
      { currency: "EUR" },
      { amount: -1, currency: "EUR" },
      { amount: 1, currency: "EUR", more: 1 },
      JSON.parse('{"amount":1,"currency":"EUR","__proto__":{"amount":2}}'),
      JSON.parse('{"amount":1e400,"currency":"EUR"}'),
    ],
  },
  "a SKU": {
    schema: sku,
    accepts: ["A", "0", "TEE-BLUE-M", "tee_m.2/b w", "A".repeat(64), "-A-", "Größe", "А", "👕".repeat(64), "__proto__"],
    refuses: [
      ...nonsense.filter((value) => value !== "1" && value !== "__proto__"),
      "A".repeat(65),
      "👕".repeat(65),
      "A#B",
      "A\nB",
      "A\u00a0B",
      "A\u200bB",
      ".",
      "..",
      " .. ",
    ],
  },
  "a quantity": {
    schema: quantity,
    accepts: [1, 10_000],
    refuses: [...nonsense, 0, -0, 10_001],
  },
  "a location's id": {
    schema: locationId,
    accepts: ["loc_main", "loc_0", `loc_${"a".repeat(30)}`],
    refuses: [...nonsense, "loc_", "loc_Main", "main", `loc_${"a".repeat(31)}`, "loc_a#b", "loc_main\n"],
  },
  "a time": {
    schema: timestamp,
    accepts: ["2026-11-23T09:30:00.000Z", "2028-02-29T23:59:59.999Z"],
    refuses: [
      ...nonsense,
      "2026-11-23",
      "2026-11-23T09:30:00.000",
      "2026-02-29T09:30:00.000Z",
      "2026-11-23T24:00:00.000Z",
      1_795_426_200,
    ],
  },
  "a text of up to 5": {
    schema: text(5),
    accepts: ["a", "Größe".slice(0, 5), "<b>", "'; --", "#", "👕 M", "1", "👕👕👕👕👕"],
    refuses: [
      ...nonsense.filter((value) => value !== "#" && value !== "1"),
      "abcdef",
      "\t\n",
      "a\nb",
      "a\u0000b",
      "a\u007fb",
      "a\u0085b",
      "\ud800",
      "a\udc00b",
      "a\ufffdb",
      "\u200b",
      "\ufeff\u00ad\u3164",
      "👕👕👕👕👕👕",
    ],
  },
  "a paragraph of up to 5": {
    schema: paragraph(5),
    accepts: ["a\nb", "a\n\nb", "a\tb", "#"],
    refuses: [
      ...nonsense.filter((value) => value !== "#" && value !== "1"),
      "abcdef",
      "\r\n\t",
      "a\u0000b",
      "a\u001bb",
      "a\u0085b",
      "a\ud800",
      "\u200b\n\u2060",
    ],
  },
  "a version": {
    schema: version,
    accepts: [1, 999_999_999],
    refuses: [...nonsense, 0],
  },
};

describe.each(Object.entries(schemas))("%s", (_, { schema, accepts, refuses }) => {
  it.each(accepts.map((value) => [value]))("is %j", (value) => {
    expect(schema.parse(value)).toEqual(value);
  });

  it.each(refuses.map((value) => [value]))("is not %j", (value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });
});

describe("text", () => {
  it("is trimmed before it is measured", () => {
    expect(text(3).parse("  abc \u00a0\n")).toBe("abc");
  });

  /** Half of a pair as often as anything else. */
  const codeUnit = fc.integer({ min: 0xd700, max: 0xe0ff }).map((code) => String.fromCharCode(code));

  it("comes back from UTF-8 as it went in", () => {
    fc.assert(
      fc.property(fc.string({ unit: codeUnit, maxLength: 20 }), (given) => {
        const parsed = text(20).safeParse(given);
        if (parsed.success) expect(Buffer.from(parsed.data).toString()).toBe(parsed.data);
      }),
    );
  });
});

describe("timestamp", () => {
  it.each(["2026-11-23T09:30:00Z", "2026-11-23T10:30:00.0000+01:00", "2026-11-23t09:30:00.000z"])(
    "is kept in UTC with milliseconds, however it was written: %s",
    (text) => {
      expect(timestamp.parse(text)).toBe("2026-11-23T09:30:00.000Z");
    },
  );

  it("says what is wrong with it", () => {
    expect(timestamp.safeParse("2026-02-30T09:30:00Z").error?.issues.map(({ message }) => message)).toEqual([
      "names a day that does not exist: 2026-02-30",
    ]);
  });
});

describe("sku", () => {
  it("is one, however its characters were composed and whatever blanks are around", () => {
    expect(sku.parse(" Gr\u006f\u0308\u00dfe M\ufeff")).toBe("Gr\u00f6\u00dfe M");
    expect(sku.parse("\u212b")).toBe("\u00c5");
  });
});

describe("paragraph", () => {
  it("has its line breaks made line feeds before it is measured", () => {
    expect(paragraph(5).parse("\r\na\r\nb\rc\r\n")).toBe("a\nb\nc");
  });
});

describe("changeOf", () => {
  const change = changeOf({ name: z.string().optional(), note: z.string().nullable().optional() });

  it("is a change of at least one field, which the document says too", () => {
    expect([{ name: "a" }, { note: null }].map((value) => change.safeParse(value).success)).toEqual([true, true]);
    expect([{}, { name: undefined }].map((value) => change.safeParse(value).success)).toEqual([false, false]);
    expect(z.toJSONSchema(change)).toMatchObject({ type: "object", minProperties: 1 });
  });
});

describe("the document of texts", () => {
  it("holds no pattern that a reader of JSON Schema may not know, and the bounds", () => {
    expect(z.toJSONSchema(text(5))).toMatchObject({ type: "string", minLength: 1, maxLength: 5 });
    expect([text(5), paragraph(5)].map((schema) => z.toJSONSchema(schema)["pattern"])).toEqual([undefined, undefined]);
  });
});

describe("pageQuery", () => {
  const query = z.strictObject(pageQuery);

  it("is 25 items from the start where nothing is said", () => {
    expect(query.parse({})).toEqual({ limit: 25 });
  });

  it.each([
    ["1", 1],
    ["100", 100],
  ])("takes a limit of %s", (limit, expected) => {
    expect(query.parse({ limit, cursor: "abc" })).toEqual({ limit: expected, cursor: "abc" });
  });

  it.each(["0", "101", "-1", "1.5", "ten", "", " ", "NaN", "Infinity", "1e400"])('refuses a limit of "%s"', (limit) => {
    expect(query.safeParse({ limit }).success).toBe(false);
  });

  it("refuses an empty cursor and one that is longer than any of ours", () => {
    expect(query.safeParse({ cursor: "" }).success).toBe(false);
    expect(query.safeParse({ cursor: "a".repeat(2048) }).success).toBe(true);
    expect(query.safeParse({ cursor: "a".repeat(2049) }).success).toBe(false);
  });
});

describe("pageOf", () => {
  const page = pageOf(z.int());

  it("holds up to 100 items and, unless it is the last, the next cursor", () => {
    expect(page.safeParse({ items: [] }).success).toBe(true);
    expect(page.safeParse({ items: Array.from({ length: 100 }, () => 1), nextCursor: "x" }).success).toBe(true);
    expect(page.safeParse({ items: Array.from({ length: 101 }, () => 1) }).success).toBe(false);
    expect(page.safeParse({ items: ["1"] }).success).toBe(false);
    expect(page.safeParse({ items: [], total: 0 }).success).toBe(false);
  });
});
