import { describe, expect, it } from "vitest";
import { outageOf } from "./outage.ts";

function failure(name: string, more: object = {}): Error {
  return Object.assign(new Error("no"), { name }, more);
}

describe("outageOf", () => {
  it.each([
    ["throttled", failure("ProvisionedThroughputExceededException", { $metadata: { httpStatusCode: 400 } })],
    ["throttled", failure("ThrottlingException")],
    ["throttled", failure("SomethingNew", { $metadata: { httpStatusCode: 429 } })],
    ["timed out", failure("TimeoutError")],
    ["timed out", failure("Error", { code: "ETIMEDOUT" })],
    ["broken", failure("Error", { code: "ECONNRESET" })],
    ["broken", failure("InternalServerError", { $metadata: { httpStatusCode: 500 } })],
    ["throttled", failure("ElectroError", { cause: failure("ThrottlingException") })],
    [
      "timed out",
      failure("ElectroError", { code: 4001, cause: failure("AWSError", { cause: failure("TimeoutError") }) }),
    ],
  ])("sees that a call was %s", (outage, error) => expect(outageOf(error)).toBe(outage));

  it.each([
    failure("ConditionalCheckFailedException", { $metadata: { httpStatusCode: 400 } }),
    failure("ValidationException", { $metadata: { httpStatusCode: 400 } }),
    failure("AccessDeniedException", { $metadata: { httpStatusCode: 400 } }),
    new TypeError("a bug"),
    "ThrottlingException",
    undefined,
  ])("sees none in anything else: %s", (error) => expect(outageOf(error)).toBeUndefined());

  it("ends with an error that is its own cause", () => {
    const error = failure("Error");
    error.cause = error;
    expect(outageOf(error)).toBeUndefined();
  });
});
