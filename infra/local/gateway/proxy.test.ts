import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFakeContext } from "../user-pool/fixture.ts";
import { type ApiMethod, readApi } from "./api.ts";
import { apiResources } from "./fixture.ts";
import { proxyEvent, proxyResponse } from "./proxy.ts";
import { GatewayRefusal } from "./refusals.ts";
import type { Call } from "./request.ts";

const api = readApi(createFakeContext(apiResources()).context.resources);
const trace = { root: "1-0-0", parent: undefined, segmentId: "0", header: "Root=1-0-0" };
const call: Call = {
  ...{ requestId: "r", extendedRequestId: "e", receivedAt: 0, httpMethod: "GET", path: "/v1/orders" },
  ...{ query: new URLSearchParams(), headers: [], sourceIp: "127.0.0.1", protocol: "HTTP/1.1", body: Buffer.alloc(0) },
  headBytes: 0,
  ...{ trace, method: api.methods[0] as ApiMethod, pathParameters: null },
};

const token = fc.stringMatching(/^[A-Za-z][A-Za-z0-9-]{0,8}$/);
const text = fc.string({ maxLength: 12, unit: "grapheme" });
function pairs(name: fc.Arbitrary<string>) {
  return fc.array(fc.tuple(name, text), { maxLength: 8 });
}

/** Every value of a name in order, and the last one alone. */
function expectBoth(
  given: readonly (readonly [string, string])[],
  single: Readonly<Record<string, string>> | null,
  lists: Readonly<Record<string, readonly string[]>> | null,
): void {
  for (const [name] of given) {
    const values = given.filter(([other]) => other === name).map(([, value]) => value);
    expect(lists?.[name]).toEqual(values);
    expect(single?.[name]).toBe(values.at(-1));
  }
}

/**
 * Source: Developer Guide, "Input format of a Lambda function for proxy integration" and "Support for multi-value
 * headers".
 */
describe("proxyEvent", () => {
  it("holds every header, all values in a list and the last one alone", () => {
    const own = token.map((name) => `x-shop-${name}`);
    fc.assert(
      fc.property(pairs(own), (headers) => {
        const event = proxyEvent(api, { ...call, headers }, undefined);
        expectBoth(headers, event.headers, event.multiValueHeaders);
      }),
    );
  });

  it("holds every query parameter decoded, and null for none", () => {
    fc.assert(
      fc.property(pairs(text), (given) => {
        // Not every text is well-formed; what is sent is what `URLSearchParams` writes.
        const query = new URLSearchParams(new URLSearchParams(given).toString());
        const event = proxyEvent(api, { ...call, query }, undefined);
        expectBoth([...query], event.queryStringParameters, event.multiValueQueryStringParameters);
        if (given.length === 0) expect(event.queryStringParameters ?? event.multiValueQueryStringParameters).toBeNull();
      }),
    );
  });

  it("tells the function where the call came from, whatever the caller says of it", () => {
    const headers = [
      ["x-forwarded-for", "10.0.0.1"],
      ["X-Forwarded-Proto", "gopher"],
      ["x-amzn-trace-id", "Root=1-1-1"],
      ["Connection", "keep-alive"],
    ] as const;
    expect(proxyEvent(api, { ...call, headers }, undefined).multiValueHeaders).toEqual({
      "X-Amzn-Trace-Id": ["Root=1-0-0"],
      "X-Forwarded-For": ["127.0.0.1"],
      "X-Forwarded-Port": ["443"],
      "X-Forwarded-Proto": ["https"],
    });
  });
});

/** Source: Developer Guide, "Output format of a Lambda function for proxy integration". */
describe("proxyResponse", () => {
  it("sends any status, headers and body as the function said them", () => {
    const headers = fc.dictionary(
      token.map((name) => `x-${name.toLowerCase()}`),
      fc.array(fc.stringMatching(/^[\x20-\x7e]{0,12}$/), { minLength: 1, maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.integer({ min: 100, max: 599 }), headers, text, (statusCode, multiValueHeaders, body) => {
        const answer = proxyResponse({ statusCode, multiValueHeaders, body });
        expect(answer).toMatchObject({ status: statusCode, headers: multiValueHeaders });
        expect(answer.body.toString()).toBe(body);
      }),
    );
  });

  it.each([{ "x-a": "two\r\nlines" }, { "two words": "a" }, { "x-a": "\u2713" }])(
    "refuses a header that no message can carry: %j",
    (headers) => {
      expect(() => proxyResponse({ statusCode: 200, headers })).toThrow(GatewayRefusal);
    },
  );
});
