/**
 * Vitest `setupFiles` of the house suites: whatever they send by our own client is what the SDK would have sent. Each
 * form of request (its members without their texts) is compared once in a file; with `COMPARED=all`, every request.
 */
import { DynamoDb } from "@millrace/aws/dynamodb";
import { type HttpRequest, Transport } from "@millrace/aws/transport";
import { afterAll, expect } from "vitest";
import { bodyOf } from "./sdk-calls.ts";
import { comparable, documentTwinOf, twinOf } from "./sdk-twin.ts";

type Pair = { readonly sent: unknown; readonly bySdk: unknown };

const seen = new Set<string>();
const differences: Pair[] = [];

function isNew(kind: string, body: string): boolean {
  if (process.env["COMPARED"] === "all") return true;
  const form = `${kind} ${body.replace(/"(?:[^"\\]|\\.)*"(?=[,\]}])/g, '""')}`;
  return !seen.has(form) && seen.add(form) !== undefined;
}

function compare(pair: Pair): void {
  if (JSON.stringify(pair.sent) !== JSON.stringify(pair.bySdk)) differences.push(pair);
}

/** What our client has signed; the SDK's own clients, which use our transport too, write the header in lower case. */
function isOurs({ headers }: HttpRequest): boolean {
  return headers["Authorization"] !== undefined;
}

const { handle } = Transport.prototype;
Transport.prototype.handle = async function (request) {
  const { "x-amz-target": target, Host: host } = request.headers;
  if (isOurs(request) && isNew(`${host} ${target}`, bodyOf(request))) {
    compare({ sent: comparable(request), bySdk: comparable(await twinOf(request)) });
  }
  return handle.call(this, request);
};

const document = DynamoDb.prototype["document"];
DynamoDb.prototype["document"] = function (operation, shape, params) {
  const request = document.call(this, operation, shape, params);
  const promise = async () => {
    if (isNew(operation, JSON.stringify(params))) compare(await documentTwinOf(operation, shape, params));
    return request.promise();
  };
  return { ...request, promise };
};

afterAll(() => {
  expect(differences).toEqual([]);
});
