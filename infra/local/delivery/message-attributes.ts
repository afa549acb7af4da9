import { createHash } from "node:crypto";
import { AwsError } from "../ports.ts";
import { record } from "./input.ts";

/** An attribute of a message: a string, a number written as one, or bytes in Base64. */
export type MessageAttribute = { readonly DataType: string } & (
  | { readonly StringValue: string; readonly BinaryValue?: never }
  | { readonly BinaryValue: string; readonly StringValue?: never }
);
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** 1 MiB for a message with its attributes, and for a batch (SQS quotas). */
export const maximumBytes = 1_048_576;

type Input = Readonly<Record<string, unknown>>;

/**
 * The attributes of a message to be sent. Rules: SQS developer guide, "Amazon SQS message metadata"; SNS developer guide,
 * "Amazon SNS message attributes".
 * @throws AwsError for a name, type or value that AWS refuses
 */
export function messageAttributes(input: Input): MessageAttributes {
  const attributes = record(input, "MessageAttributes") as Readonly<Record<string, Input>>;
  return Object.fromEntries(Object.entries(attributes).map(([name, given]) => [name, attributeOf(name, given)]));
}

function attributeOf(name: string, { DataType, StringValue, BinaryValue }: Input): MessageAttribute {
  if (!/^(?!\.|AWS\.|Amazon\.)(?!.*(\.\.|\.$))[\w.-]{1,256}$/i.test(name)) {
    throw invalid(`The message attribute name '${name}' is invalid.`);
  }
  const [, type] = /^(String|Number|Binary)(\..+)?$/.exec(String(DataType)) ?? [];
  if (type === undefined) {
    throw invalid(`The message attribute '${name}' has an invalid message attribute type: String, Number or Binary.`);
  }
  const value = type === "Binary" ? BinaryValue : StringValue;
  if (typeof value !== "string" || value === "") {
    throw invalid(`The message attribute '${name}' must contain a non-empty message attribute value.`);
  }
  if (type === "Number" && !Number.isFinite(Number(value))) {
    throw invalid(`Can't cast the value of message (user) attribute '${name}' to a number.`);
  }
  return { DataType: String(DataType), ...(type === "Binary" ? { BinaryValue: value } : { StringValue: value }) };
}

/** Bytes a message counts: its body and every component of its attributes (SQS quotas, "Message size"). */
export function messageBytes(body: string, attributes: MessageAttributes): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(name + value.DataType) + bytesOf(value).length,
    Buffer.byteLength(body),
  );
}

/** Bytes of a batch before its entries are checked one by one: every text in them. */
export function textBytes(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value);
  if (typeof value !== "object" || value === null) return 0;
  return Object.values(value).reduce((bytes: number, inner) => bytes + textBytes(inner), 0);
}

export function md5OfBody(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/**
 * The digest with which SDKs check attributes: by name, each of name, type and value behind its length in four bytes,
 * the value also behind a byte for its kind (SQS developer guide, "Calculating the MD5 message digest for message
 * attributes").
 */
export function md5OfAttributes(attributes: MessageAttributes): string {
  const byName = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const parts = byName.flatMap(([name, value]) => [
    ...[...behindLength(Buffer.from(name)), ...behindLength(Buffer.from(value.DataType))],
    ...[Buffer.from([value.BinaryValue === undefined ? 1 : 2]), ...behindLength(bytesOf(value))],
  ]);
  return createHash("md5").update(Buffer.concat(parts)).digest("hex");
}

function bytesOf({ StringValue, BinaryValue }: MessageAttribute): Buffer {
  return BinaryValue === undefined ? Buffer.from(StringValue) : Buffer.from(BinaryValue, "base64");
}

function behindLength(bytes: Buffer): readonly Buffer[] {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return [length, bytes];
}

function invalid(reason: string): AwsError {
  return new AwsError("InvalidParameterValue", reason);
}
