import { slug as slugSchema, text } from "@millrace/contracts/values";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { initialsOf, slugOf, sortName, suffixed } from "./slug.ts";

const productId = "prd_01kaq3v8e0m4t6w8y0a2c4e6g8";
const names = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 200 })
  .filter((name) => text(200).safeParse(name).success);

describe("slugOf", () => {
  it.each([
    ["Blue Tee", "blue-tee"],
    ["  Crème Brûlée, 2 pcs! ", "creme-brulee-2-pcs"],
    ["Straßenschuh", "strassenschuh"],
    ["STRAẞE", "strasse"],
    ["Smørrebrød på Æbleø", "smorrebrod-pa-aebleo"],
    ["Łódź i Świnoujście", "lodz-i-swinoujscie"],
    ["ısıtıcı İstanbul", "isitici-istanbul"],
    ["Đorđe, Ђорђе", "dorde-djordje"],
    ["Œuvre Þór ð", "oeuvre-thor-d"],
    ["Größe Über Öl", "grosse-uber-ol"],
    ["Gro\u0308\u00dfe", "grosse"],
    ["Việt Nam đồng", "viet-nam-dong"],
    ["Ελληνικό Λάδι", "elliniko-ladi"],
    ["Москва, Щука", "moskva-schuka"],
    ["Ўсё Қазақ ұлы", "usyo-qazaq-uly"],
    ["№ 5 ½ ™", "no-5-1-2-tm"],
    ["杯子", "product"],
    ["🙂", "product"],
    ["!!!", "product"],
    ["杯子 M", "m"],
    ["x".repeat(200), "x".repeat(80)],
    [`${"x".repeat(79)} y`, "x".repeat(79)],
  ])("makes of %j %j", (name, slug) => {
    expect(slugOf(name)).toBe(slug);
  });

  it("makes of every name a slug that the schema takes, with and without a suffix", () => {
    fc.assert(
      fc.property(names, (name) => {
        expect(slugSchema.safeParse(slugOf(name)).success).toBe(true);
        expect(slugSchema.safeParse(suffixed(slugOf(name), productId)).success).toBe(true);
      }),
    );
  });
});

describe("sortName", () => {
  it.each([
    ["Été 2026", "ete-2026"],
    ["杯子 大", "杯子-大"],
    ["#1 — “Best”", "1-best"],
    ["!!!", ""],
    ["𠮷".repeat(150), "𠮷".repeat(100)],
  ])("makes of %j %j", (name, sorted) => {
    expect(sortName(name)).toBe(sorted);
  });

  it("holds no delimiter of the store's keys, and of a prefix makes a prefix", () => {
    fc.assert(
      fc.property(names, (name) => {
        const sorted = sortName(name);
        expect(sorted).not.toContain("#");
        expect(sorted.startsWith(sortName(sorted.slice(0, 5)))).toBe(true);
      }),
    );
  });
});

describe("initialsOf", () => {
  it("are two whole characters, or nothing to search by", () => {
    expect(initialsOf("tee")).toBe("te");
    expect(initialsOf("𠮷野家")).toBe("𠮷野");
    expect(initialsOf("x")).toBeUndefined();
    expect(initialsOf("")).toBeUndefined();
  });
});
