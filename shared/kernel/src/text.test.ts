import { describe, expect, it } from "vitest";
import { codePointOf, faultOfLine, faultOfParagraph, faultOfSku, withLineFeeds } from "./text.ts";

/** Zero width, byte order mark, word joiner, soft hyphen, fillers, selectors, marks and blanks of every width. */
const unseen = [
  ..."\u200b\u200c\u200d\u200e\u202e\u2060\u2063\u2069\ufeff\u00ad\u034f\u061c\u180e\u180b\ufe0f\ufe00",
  ..."\u115f\u1160\u17b4\u3164\uffa0\u00a0\u1680\u2003\u202f\u205f\u3000\u2800\u0301\u20dd\ue000",
  ...["\u{e0100}", "\u{e0041}", "\u{1d159}", "\u{1d173}", "\u{13441}"],
];

describe("a line", () => {
  it.each(["Größe M", "杯子", "👩‍👩‍👧", "می‌خواهم", "e\u0301", "٪", "…", "\u00ad-", "ㅤ가", "🇩🇪"])("is %j", (text) => {
    expect(faultOfLine(text)).toBeUndefined();
    expect(faultOfParagraph(text)).toBeUndefined();
  });

  it.each(unseen.map((character) => [codePointOf(character), character]))("is not made of %s only", (_, character) => {
    const fault = "holds nothing that can be seen";
    expect(faultOfLine(character)).toBe(fault);
    expect(faultOfLine(character.repeat(3))).toBe(fault);
    expect(faultOfParagraph(`${character}\n${character}`)).toBe(fault);
    expect(faultOfLine(`a${character}`)).toBeUndefined();
  });

  it("is not made of several of them", () => {
    expect(faultOfLine(unseen.join(""))).toBe("holds nothing that can be seen");
  });

  it.each([..."\n\r\v\f\u0085\u2028\u2029"].map((one) => [codePointOf(one), one]))("holds no %s", (_, character) => {
    expect(faultOfLine(`a${character}b`)).toBe("holds a line break");
  });

  it.each([
    ["a\u0000b", "holds a control character, U+0000"],
    ["a\tb", "holds a control character, U+0009"],
    ["a\u001bb", "holds a control character, U+001B"],
    ["a\u009fb", "holds a control character, U+009F"],
    ["\ud83d", "holds half of a surrogate pair, which UTF-8 cannot carry"],
    ["M\ufffdller", "holds U+FFFD, which stands where text was read in a wrong encoding"],
  ])("%j says what is wrong with it", (text, fault) => {
    expect(faultOfLine(text)).toBe(fault);
  });
});

describe("a paragraph", () => {
  it("has lines and tabs, and no other control characters", () => {
    expect(faultOfParagraph("Wash at 30°\n\n\t- gently")).toBeUndefined();
    expect(faultOfParagraph("a\rb")).toBe("holds a control character, U+000D");
    expect(faultOfParagraph("a\u0007b")).toBe("holds a control character, U+0007");
    expect(faultOfParagraph("a\u0085b")).toBe("holds a control character, U+0085");
  });

  it("ends its lines at line feeds, whatever the system it comes from", () => {
    expect(withLineFeeds("a\r\nb\rc\nd\u2028e\u2029f\r\r\n\n\rg")).toBe("a\nb\nc\nd\ne\nf\n\n\n\ng");
  });
});

describe("what names goods", () => {
  it.each([
    ...[
      "tee_blue.m",
      "Abc/12 b",
      "A  B",
      "100%",
      "a+b",
      "*",
      "?",
      "$",
      "a&b=c",
      "...",
      "/",
      "~",
      "\\",
      '"',
      "<b>",
      "|",
    ],
    ...["Größe", "杯子", "e\u0301", "№ 5", "👕", "__proto__", "A;B", "a:b@c", "A,B", "{sku}", "0"],
  ])("is %j", (sku) => {
    expect(faultOfSku(sku)).toBeUndefined();
  });

  it.each([
    [".", "is a dot or two, which are no part of a path"],
    ["..", "is a dot or two, which are no part of a path"],
    ["A\tB", "holds a control character, U+0009"],
    ["A\nB", "holds a line break"],
    ["\u00ad", "holds nothing that can be seen"],
    ["A\ufffdB", "holds U+FFFD, which stands where text was read in a wrong encoding"],
  ])("is not %j", (sku, fault) => {
    expect(faultOfSku(sku)).toBe(fault);
  });

  it.each(unseen.filter((one) => !/\p{M}/u.test(one) || one === "\ufe0f"))("holds none that is not seen: %j", (one) => {
    expect(faultOfSku(`A${one}B`)).toBe(`holds ${codePointOf(one)}, which is not printable`);
  });
});
