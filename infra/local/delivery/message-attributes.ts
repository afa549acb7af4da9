import { createHash } from "node:crypto";

/** A message attribute as the JSON protocol carries it: binary values are base64. */
export type MessageAttribute = {
  readonly DataType: string;
  readonly StringValue?: string;
  readonly BinaryValue?: string;
};
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** Bytes a message counts: its body and every component of its attributes (SQS quotas, "Message size"). */
export function messageBytes(body: string, attributes: MessageAttributes): number {
  let bytes = Buffer.byteLength(body);
  for (const [name, attribute] of Object.entries(attributes)) {
    bytes += Buffer.byteLength(name) + Buffer.byteLength(attribute.DataType) + valueBytes(attribute).length;
  }
  return bytes;
}

export function md5OfBody(body: string): string {
  return createHash("md5").update(body).digest("hex");
}

/**
 * MD5 of message attributes: sorted by name, each name, type and value preceded by its length in 4 bytes, one byte
 * between type and value tells strings from binary (SQS developer guide, "Calculating the MD5 message digest for
 * message attributes").
 */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash("md5");
  for (const name of names) {
    const attribute = attributes[name];
    if (attribute === undefined) continue;
    hash.update(sized(Buffer.from(name))).update(sized(Buffer.from(attribute.DataType)));
    hash.update(Buffer.of(attribute.BinaryValue === undefined ? 1 : 2)).update(sized(valueBytes(attribute)));
  }
  return hash.digest("hex");
}

function valueBytes(attribute: MessageAttribute): Buffer {
  return attribute.BinaryValue === undefined
    ? Buffer.from(attribute.StringValue ?? "")
    : Buffer.from(attribute.BinaryValue, "base64");
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
