import type { Owner } from "@millrace/kernel/caller";
import type { APIGatewayProxyEvent, APIGatewayRequestAuthorizerEvent, Context } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { authorizerHandler, ticketAuthorizerHandler, type Verify } from "./authorizer.ts";
import { callerOf } from "./caller.ts";

const methodArn = "arn:aws:execute-api:us-east-1:000000000000:api1/dev/POST/v1/carts/crt_1/checkout";
const context = {
  awsRequestId: "1",
  functionName: "customers-authorizer",
  getRemainingTimeInMillis: () => 9000,
} as Context;
function ask(authorizationToken: string, verify: Verify) {
  return authorizerHandler(verify)({ type: "TOKEN", methodArn, authorizationToken }, context);
}

const guest: Owner = { kind: "guest", ownerId: "gst_1" };
const customer: Owner = { kind: "customer", ownerId: "cus_1", groups: ["support", "finance"] };

describe("authorizerHandler", () => {
  it("admits the owner to every method of the stage, for the gateway keeps the answer", async () => {
    expect(await ask("Bearer abc.def-_~.0=", async () => guest)).toEqual({
      principalId: "gst_1",
      policyDocument: {
        Version: "2012-10-17",
        Statement: [
          {
            Effect: "Allow",
            Action: "execute-api:Invoke",
            Resource: "arn:aws:execute-api:us-east-1:000000000000:api1/dev/*",
          },
        ],
      },
      context: { kind: "guest", ownerId: "gst_1", groups: "" },
    });
  });

  it.each([guest, customer])("tells the functions behind it who calls: %s", async (owner) => {
    const { context: authorizer, principalId } = await ask("bearer t", async () => owner);
    const event = { requestContext: { authorizer: { ...authorizer, principalId } } } as unknown as APIGatewayProxyEvent;
    expect(callerOf(event)).toEqual(owner);
  });

  it("hands on the token alone", async () => {
    const seen: string[] = [];
    await ask("Bearer a.b.c", async (token) => {
      seen.push(token);
      return guest;
    });
    expect(seen).toEqual(["a.b.c"]);
  });

  it.each(["", "Bearer", "Bearer ", "Basic YTpi", "a.b.c", "Bearer a b"])(
    "refuses %j unseen, by the one message that becomes 401",
    async (header) => {
      await expect(ask(header, async () => guest)).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it("refuses a token that proves nobody", async () => {
    await expect(ask("Bearer t", async () => undefined)).rejects.toThrow(/^Unauthorized$/);
  });

  it("throws an outage on, which becomes 500", async () => {
    await expect(ask("Bearer t", () => Promise.reject(new Error("socket hang up")))).rejects.toThrow("socket hang up");
  });
});

describe("ticketAuthorizerHandler", () => {
  const connectArn = "arn:aws:execute-api:us-east-1:000000000000:api1/dev/$connect";
  function open(queryStringParameters: Record<string, string> | null, verify: Verify) {
    const event = { type: "REQUEST", methodArn: connectArn, queryStringParameters };
    return ticketAuthorizerHandler(verify)(event as APIGatewayRequestAuthorizerEvent, context);
  }

  it("admits whom the ticket proves to the stage's socket", async () => {
    const seen: string[] = [];
    const admitted = await open({ ticket: "once" }, async (ticket) => {
      seen.push(ticket);
      return customer;
    });
    expect(seen).toEqual(["once"]);
    expect(admitted).toMatchObject({
      principalId: "cus_1",
      policyDocument: { Statement: [{ Resource: "arn:aws:execute-api:us-east-1:000000000000:api1/dev/*" }] },
      context: { kind: "customer", ownerId: "cus_1", groups: "support finance" },
    });
  });

  it.each([null, {}, { token: "t" }])("refuses %j unseen", async (query) => {
    await expect(open(query, async () => guest)).rejects.toThrow(/^Unauthorized$/);
  });

  it("refuses a ticket that proves nobody", async () => {
    await expect(open({ ticket: "t" }, async () => undefined)).rejects.toThrow(/^Unauthorized$/);
  });
});
