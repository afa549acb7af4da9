import type { AttributeValue } from "@aws-sdk/client-dynamodb";

/** An item as DynamoDB's wire has it. */
export type Item = Readonly<Record<string, AttributeValue>>;

/** Of every list and map, whatever is in it. */
const containerBytes = 3;
/** Of every element of a list or map, beside the element. */
const elementBytes = 1;

function textBytes(text: string): number {
  return Buffer.byteLength(text);
}

/** One byte for two significant digits, and one more; zeros before and after them take nothing. */
function numberBytes(number: string): number {
  const [mantissa = ""] = number.toLowerCase().split("e");
  const digits = mantissa.replace(/[-+.]/g, "").replace(/^0+|0+$/g, "");
  return Math.ceil(digits.length / 2) + 1;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return textBytes(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.BOOL !== undefined || value.NULL !== undefined) return 1;
  if (value.L !== undefined) {
    return containerBytes + sum(value.L.map((element) => elementBytes + valueBytes(element)));
  }
  if (value.M !== undefined) {
    const members = Object.entries(value.M);
    return containerBytes + sum(members.map(([name, member]) => elementBytes + textBytes(name) + valueBytes(member)));
  }
  if (value.SS !== undefined) return sum(value.SS.map(textBytes));
  if (value.NS !== undefined) return sum(value.NS.map(numberBytes));
  if (value.BS !== undefined) return sum(value.BS.map(({ length }) => length));
  throw new TypeError(`Not an attribute value: ${JSON.stringify(value)}.`);
}

/**
 * Bytes of an item, by which DynamoDB charges for it: DynamoDB Developer Guide, "DynamoDB item sizes and formats". The
 * guide calls its rule for numbers approximate.
 */
export function itemBytes(item: Item): number {
  return sum(Object.entries(item).map(([name, value]) => textBytes(name) + valueBytes(value)));
}
