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

/** An integer between two bounds. */
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

export function list<Item = unknown>(input: Input, name: string): readonly Item[] {
  const value = input[name];
  return Array.isArray(value) ? value : [];
}

export function record(input: Input, name: string): Input {
  const value = input[name];
  return typeof value === "object" && value !== null ? (value as Input) : {};
}

/** Names what is not there, as a problem of each. */
export function missing(properties: Input, names: readonly string[]): string[] {
  return names.filter((name) => properties[name] === undefined).map((name) => `${name}: missing`);
}

/** Where a mapping or an asynchronous invocation puts what it gives up. */
export function onFailureArn(properties: Input): string {
  return String(record(record(properties, "DestinationConfig"), "OnFailure").Destination);
}
