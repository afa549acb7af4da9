import { AwsError } from "../ports.ts";

type Input = Readonly<Record<string, unknown>>;

/** A required string of an API input. */
export function text(input: Input, name: string): string {
  const value = input[name];
  if (typeof value !== "string" || value === "") {
    throw new AwsError("MissingParameter", `The request must contain the parameter ${name}.`);
  }
  return value;
}

/** An integer between two bounds; the query protocol and queue attributes carry it as a string. */
export function within(input: Input, name: string, minimum: number, maximum: number, otherwise?: number): number {
  const value = Number(input[name] ?? otherwise);
  if (!Number.isInteger(value) || value < minimum || value > maximum) {
    throw new AwsError(
      "InvalidParameterValue",
      `Value ${String(input[name])} for parameter ${name} is invalid. Reason: Must be between ${minimum} and ${maximum}.`,
    );
  }
  return value;
}

/** `{ [as]: number }` when the input has the value, else nothing. */
export function numeric<Name extends string>(input: Input, name: string, as: Name): { [Key in Name]?: number } {
  const value = input[name];
  return (value === undefined ? {} : { [as]: Number(value) }) as {
    [Key in Name]?: number;
  };
}

export function list<Item = unknown>(input: Input, name: string): readonly Item[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

export function record(input: Input, name: string): Input {
  const value = input[name];
  return typeof value === "object" && value !== null ? (value as Input) : {};
}

/** An object, or the JSON text of one, as queue and subscription attributes carry it; undefined when absent. */
export function jsonObject(input: Input, name: string): Input | undefined {
  const value = input[name];
  if (value === undefined || value === "") return undefined;
  try {
    const parsed: unknown = typeof value === "string" ? JSON.parse(value) : value;
    if (typeof parsed === "object" && parsed !== null) return parsed as Input;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new AwsError("InvalidParameterValue", `Value for parameter ${name} is invalid. Reason: Must be a JSON object.`);
}

/**
 * Runs a batch operation of SQS or SNS: 1 to 10 entries with distinct ids, together not larger than one message may be,
 * each with its own result; one entry's error is its own, the call succeeds (API reference, SendMessageBatch and
 * PublishBatch).
 */
export function batch(
  entries: readonly Input[],
  size: { readonly of: (entry: Input) => number; readonly maximum: number },
  run: (entry: Input) => Input,
): { Successful: Input[]; Failed: Input[] } {
  if (entries.length === 0) throw new AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.");
  if (entries.length > 10) {
    throw new AwsError("TooManyEntriesInBatchRequest", "The batch request contains more entries than permissible.");
  }
  const ids = entries.map((entry) => text(entry, "Id"));
  if (new Set(ids).size < ids.length) {
    throw new AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.");
  }
  if (entries.reduce((sum, entry) => sum + size.of(entry), 0) > size.maximum) {
    throw new AwsError("BatchRequestTooLong", "The length of all the messages put together is more than the limit.");
  }
  const result: { Successful: Input[]; Failed: Input[] } = {
    Successful: [],
    Failed: [],
  };
  for (const entry of entries) {
    const Id = text(entry, "Id");
    try {
      result.Successful.push({ Id, ...run(entry) });
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      result.Failed.push({
        Id,
        Code: error.code,
        Message: error.message,
        SenderFault: error.status < 500,
      });
    }
  }
  return result;
}
