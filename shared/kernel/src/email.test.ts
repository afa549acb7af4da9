import { describe, expect, it } from "vitest";
import { asciiAddressOf } from "./email.ts";

const local64 = "a".repeat(64);
/** So many octets in all. */
function ofLength(octets: number): string {
  const domain = `${`${"d".repeat(62)}.`.repeat(3)}example`;
  return `${"a".repeat(octets - domain.length - 1)}@${domain}`;
}

describe("asciiAddressOf", () => {
  it.each([..."a&b a/b a=b !a a#b a+tag a.b a_b a-b o'neil a%b a*b a?b a^b a`b {a} a|b ~a 1 A.B".split(" "), local64])(
    "takes the local part %s as it is",
    (local) => {
      expect(asciiAddressOf(`${local}@example.com`)).toBe(`${local}@example.com`);
    },
  );

  it.each([
    ["ada@bücher.example", "ada@xn--bcher-kva.example"],
    ["ada@BÜCHER.example", "ada@xn--bcher-kva.example"],
    ["ada@straße.example", "ada@xn--strae-oqa.example"],
    ["ada@例え.テスト", "ada@xn--r8jz45g.xn--zckzah"],
    ["ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"],
    ["Ada@Example.COM", "Ada@example.com"],
    ["ada@a.b.c.d.museum", "ada@a.b.c.d.museum"],
    ["ada@1and1.com", "ada@1and1.com"],
    ["ada@3.co", "ada@3.co"],
  ])("writes %s as %s", (address, ascii) => {
    expect(asciiAddressOf(address)).toBe(ascii);
  });

  it("takes 254 octets in all, and no more", () => {
    expect(ofLength(254).length).toBe(254);
    expect(asciiAddressOf(ofLength(254))).toBe(ofLength(254));
    expect(asciiAddressOf(ofLength(255))).toBeUndefined();
  });

  it.each([
    ...["", "@", "ada", "ada@", "@example.com", "ada@example", "ada@localhost", "a@b@example.com"],
    ...[".ada@example.com", "ada.@example.com", "a..b@example.com", "a b@example.com", "a,b@example.com"],
    ...["a(b)@example.com", "a<b>@example.com", '"a b"@example.com', "ä@example.com", "a\u0000@example.com"],
    ...[`${local64}a@example.com`, `ada@${"d".repeat(64)}.com`, `ada@${"ü".repeat(63)}.example`],
    ...["ada@example..com", "ada@.com", "ada@example.com.", "ada@-a.com", "ada@a-.com", "ada@a_b.com"],
    ...["ada@192.0.2.1", "ada@[192.0.2.1]", "ada@1.2.3", "ada@example.123", "ada@0x7f.1"],
    ...["ada@ex ample.com", "ada@example.com ", " ada@example.com", "ada@example.com\n", "ada@a%62.com"],
    ...["ada@example.com:25", "ada@example.com/x", "ada@example.com?x", "ada@example.com#x", "ada@a\\b.com"],
    ...["ada@example.org\nBcc: eve@example.org", "ada@example.com,eve@example.com", "Ada <ada@example.com>"],
  ])("takes no %j", (address) => {
    expect(asciiAddressOf(address)).toBeUndefined();
  });
});
