import { defineRoute, ok, type WrittenAnswer } from "@millrace/contracts/define-route";
import { defineRefusal } from "@millrace/kernel/errors";
import { httpHandler, serve } from "@millrace/lambda/http";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { apiEvent } from "../../../test/support/api-event.ts";
import { lambdaContext } from "../../../test/support/lambda-context.ts";

const Closed = defineRefusal("conflict", "thing.closed", "The thing is closed.");
const first: WrittenAnswer = { status: 200, headers: { "idempotency-replayed": "true" }, body: '{"by":"twin"}' };

/** A route that a twin of the request has overtaken, as far as its own reads tell. */
async function overtaken(stored: WrittenAnswer | undefined, failure: Error, headers: Record<string, string>) {
  const asked: string[] = [];
  const ports = {
    now: () => new Date(),
    replay: async ({ scope }: { readonly scope: string }) => {
      asked.push(scope);
      return stored;
    },
  };
  const close = defineRoute(
    "POST /v1/things",
    {
      summary: "Closes a thing.",
      rule: "public",
      answers: { 200: z.strictObject({ by: z.string() }) },
      refusals: [Closed],
    },
    async (_request, _: typeof ports) => (failure.message === "" ? ok({ by: "me" }) : Promise.reject(failure)),
  );
  const handler = httpHandler(serve({ close }, ports));
  const event = apiEvent({ method: "POST", resource: "/v1/things", headers });
  const { statusCode, body } = await handler(event, lambdaContext("dev-things-api"));
  return { status: statusCode, body: JSON.parse(body), asked: asked.length };
}

const key = { "idempotency-key": "k-1" };

describe("a request sent twice", () => {
  it("gets the first answer where its twin made the refusal true between two reads", async () => {
    expect(await overtaken(first, Closed(), key)).toEqual({ status: 200, body: { by: "twin" }, asked: 1 });
  });

  it("is refused when no twin was answered", async () => {
    expect(await overtaken(undefined, Closed(), key)).toMatchObject({ status: 409, body: { code: "thing.closed" } });
  });

  it("is refused without another look when it has no key", async () => {
    expect(await overtaken(first, Closed(), {})).toMatchObject({ status: 409, asked: 0 });
  });

  it("fails as before when it was no refusal", async () => {
    expect(await overtaken(first, new Error("socket hang up"), key)).toMatchObject({ status: 500, asked: 0 });
  });
});
