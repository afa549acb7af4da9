import { describe, expect, it } from "vitest";
import { md5OfBody, messageAttributes, messageBytes } from "./message-attributes.ts";

// Source: SQS developer guide, "Amazon SQS message quotas": name, type and value of each attribute count.
describe("messageBytes", () => {
  it("counts body and every component of the attributes in UTF-8", () => {
    expect(messageBytes("ü", { color: { DataType: "String", StringValue: "blue" } })).toBe(2 + 5 + 6 + 4);
  });
});

// Source: SQS API reference, SendMessage: MD5OfMessageBody. The digest was made with another tool.
it("md5OfBody is the digest of the body", () => {
  expect(md5OfBody("hello")).toBe("5d41402abc4b2a76b9719d911017c592");
});

it("a binary attribute is refused", () => {
  const input = { MessageAttributes: { raw: { DataType: "Binary", BinaryValue: "AQI=" } } };
  expect(() => messageAttributes(input)).toThrow("The message attribute raw has no StringValue.");
});
