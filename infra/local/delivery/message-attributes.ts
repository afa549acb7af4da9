import { createHash } from "node:crypto";
import { AwsError } from "../ports.ts";
import { record } from "./input.ts";

/** An attribute of a message: a string, or a number written as one. */
export type MessageAttribute = { readonly DataType: string; readonly StringValue: string };
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** @throws AwsError for a binary attribute, which no caller of the local runtime uses. */
export function messageAttributes(input: Readonly<Record<string, unknown>>): MessageAttributes {
  const attributes = record(input, "MessageAttributes") as MessageAttributes;
  for (const [name, { StringValue }] of Object.entries(attributes)) {
    if (typeof StringValue !== "string") {
      throw new AwsError("InvalidParameterValue", `The message attribute ${name} has no StringValue.`);
    }
  }
  return attributes;
}

/** Bytes a message counts: its body and every component of its attributes (SQS quotas, "Message size"). */
export function messageBytes(body: string, attributes: MessageAttributes): number {
  const components = Object.entries(attributes).flatMap(([name, value]) => [name, value.DataType, value.StringValue]);
  return [body, ...components].reduce((bytes, text) => bytes + Buffer.byteLength(text), 0);
}

export function md5OfBody(body: string): string {
  return createHash("md5").update(body).digest("hex");
}
