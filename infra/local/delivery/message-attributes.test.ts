import { describe, expect, it } from "vitest";
import { md5OfAttributes, md5OfBody, messageBytes } from "./message-attributes.ts";

// Source: SQS developer guide, "Calculating the MD5 message digest for message attributes". The digests were made
// independently with Python's hashlib by the steps given there.
describe("md5OfAttributes", () => {
  it("is independent of the order of the names", () => {
    const color = { DataType: "String", StringValue: "blue" };
    const size = { DataType: "Number", StringValue: "7" };
    expect(md5OfAttributes({ color, size })).toBe(md5OfAttributes({ size, color }));
  });

  it.each([
    [{ color: { DataType: "String", StringValue: "blue" } }, "da1b33cc3cbfe8b1630921e78e6b9880"],
    [{ raw: { DataType: "Binary", BinaryValue: "AAEC" } }, "453487bf7e93570450185ca9943b74ec"],
    [
      { size: { DataType: "Number.int", StringValue: "7" }, name: { DataType: "String", StringValue: "ü" } },
      "2c5e1632c3d5d1c8a4869d581245a480",
    ],
  ])("digests %j", (attributes, digest) => {
    expect(md5OfAttributes(attributes)).toBe(digest);
  });

  it("is absent without attributes", () => {
    expect(md5OfAttributes({})).toBeUndefined();
  });
});

it("digests a body as UTF-8", () => {
  expect(md5OfBody("hello")).toBe("5d41402abc4b2a76b9719d911017c592");
});

// SQS quotas, "Message size": all components of an attribute count.
it("counts names, types and values of attributes", () => {
  expect(messageBytes("ü", { n: { DataType: "String", StringValue: "abc" } })).toBe(2 + 1 + 6 + 3);
});
