import { describe, expect, it } from "vitest";
import { md5OfAttributes, md5OfBody, messageAttributes, messageBytes } from "./message-attributes.ts";

// Source: SQS developer guide, "Amazon SQS message quotas": name, type and value of each attribute count.
describe("messageBytes", () => {
  it("counts body and every component of the attributes in UTF-8", () => {
    expect(messageBytes("ü", { color: { DataType: "String", StringValue: "blue" } })).toBe(2 + 5 + 6 + 4);
    expect(messageBytes("", { raw: { DataType: "Binary", BinaryValue: "AQI=" } })).toBe(3 + 6 + 2);
  });
});

// Source: SQS API reference, SendMessage: MD5OfMessageBody. The digest was made with another tool.
it("md5OfBody is the digest of the body", () => {
  expect(md5OfBody("hello")).toBe("5d41402abc4b2a76b9719d911017c592");
});

// Source: SQS developer guide, "Calculating the MD5 message digest for message attributes". Both were made with Python.
it("md5OfAttributes is the digest of names, types and values, by name", () => {
  expect(md5OfAttributes({ reason: { DataType: "String", StringValue: "outage" } })).toBe(
    "adc98733f0287dd67d1229f854aa43e4",
  );
  const attributes = {
    reason: { DataType: "String", StringValue: "outage" },
    eventId: { DataType: "String", StringValue: "ord_1.1" },
    count: { DataType: "Number", StringValue: "3" },
    raw: { DataType: "Binary", BinaryValue: "AQI=" },
    Upper: { DataType: "String.label", StringValue: "ü" },
  };
  expect(md5OfAttributes(attributes)).toBe("6bc6dccb12d09284bcd92374ac8d8e88");
});

// SQS developer guide, "Amazon SQS message metadata": what a name, a type and a value may be.
describe("messageAttributes", () => {
  it("takes strings, numbers and bytes, with labels of their own", () => {
    const MessageAttributes = {
      "a.b-c_1": { DataType: "String", StringValue: "x" },
      price: { DataType: "Number.float", StringValue: "-1.5e3" },
      image: { DataType: "Binary.png", BinaryValue: "AQI=" },
    };
    expect(messageAttributes({ MessageAttributes })).toEqual(MessageAttributes);
  });

  it.each([
    ["a name that AWS keeps", { "aws.x": { DataType: "String", StringValue: "x" } }],
    ["a name with two periods in succession", { "a..b": { DataType: "String", StringValue: "x" } }],
    ["a name that ends with a period", { "a.": { DataType: "String", StringValue: "x" } }],
    ["a name with a blank", { "a b": { DataType: "String", StringValue: "x" } }],
    ["another type", { a: { DataType: "Boolean", StringValue: "x" } }],
    ["no type", { a: { StringValue: "x" } }],
    ["an empty value", { a: { DataType: "String", StringValue: "" } }],
    ["bytes without a value", { a: { DataType: "Binary", StringValue: "x" } }],
    ["a number that is none", { a: { DataType: "Number", StringValue: "x" } }],
  ])("refuses %s", (_, MessageAttributes) => {
    expect(() => messageAttributes({ MessageAttributes })).toThrow(
      expect.objectContaining({ code: "InvalidParameterValue" }),
    );
  });
});
