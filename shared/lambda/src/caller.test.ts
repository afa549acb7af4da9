import type { Caller } from "@millrace/kernel/caller";
import { describe, expect, it } from "vitest";
import { apiEvent } from "../../../test/support/api-event.ts";
import { callerOf } from "./caller.ts";

const anonymous: Caller = { kind: "anonymous" };
const sub = "b4d8a4a8-00c1-70b6-4ad3-9fe9b2a4d8a4";
const person = { token_use: "access", sub, scope: "aws.cognito.signin.user.admin", client_id: "web" };
const machine = { token_use: "access", sub: "client-1", client_id: "client-1", scope: "millrace/orders:read" };

function calls(authorizer: Readonly<Record<string, unknown>> | null): Caller {
  return callerOf(apiEvent({ authorizer }));
}

describe("callerOf", () => {
  it.each<[string, Readonly<Record<string, unknown>> | null]>([
    ["no authorizer", null],
    ["an authorizer that says nothing", {}],
    ["no claims", { claims: null }],
    ["claims that are a word", { claims: "sub" }],
    ["empty claims", { claims: {} }],
    ["an ID token", { claims: { ...person, token_use: "id", aud: "web" } }],
    ["an ID token that says nothing of its scope", { claims: { token_use: "id", sub } }],
    ["claims of no use", { claims: { ...person, token_use: undefined } }],
    ["claims without a subject", { claims: { ...person, sub: undefined } }],
    ["an access token without a scope", { claims: { ...person, scope: undefined } }],
    ["an access token of foreign scopes", { claims: { ...person, scope: "openid email other/orders:read" } }],
    ["a scope that begins like ours", { claims: { ...machine, scope: "millrace orders:read" } }],
    ["a machine without a client", { claims: { ...machine, client_id: undefined } }],
    ["a guest without an owner", { kind: "guest" }],
    ["a customer without an owner", { kind: "customer", groups: "admin" }],
    ["an owner that is no word", { kind: "guest", ownerId: 1 }],
    ["an owner of no kind", { ownerId: "gst_1" }],
    ["an owner of another kind", { kind: "machine", ownerId: "gst_1" }],
  ])("proves nobody by %s", (_, authorizer) => {
    expect(calls(authorizer)).toEqual(anonymous);
  });

  it.each([
    [undefined, []],
    ["", []],
    ["[]", []],
    ["admin", ["admin"]],
    ["[admin]", ["admin"]],
    ["[admin support]", ["admin", "support"]],
    ["admin,support", ["admin", "support"]],
    ["[admin, support]", ["admin", "support"]],
    ["admin support", ["admin", "support"]],
    [["admin"], []],
  ])("reads Cognito's groups %j, which the gateway hands on as one text", (groups, expected) => {
    expect(calls({ claims: { ...person, "cognito:groups": groups } })).toEqual({
      kind: "customer",
      ownerId: `cus_${sub}`,
      groups: expected,
    });
  });

  it("reads a machine by its scopes", () => {
    const scope = "millrace/orders:read other/thing millrace/stock:write";
    expect(calls({ claims: { ...machine, scope } })).toEqual({
      kind: "machine",
      clientId: "client-1",
      scopes: ["millrace/orders:read", "other/thing", "millrace/stock:write"],
    });
  });

  it("takes a token with the scope of people for a person's, whatever else it carries", () => {
    const scope = "millrace/orders:write aws.cognito.signin.user.admin";
    expect(calls({ claims: { ...person, scope } })).toMatchObject({ kind: "customer", groups: [] });
  });

  it("never reads groups of a machine", () => {
    expect(calls({ claims: { ...machine, "cognito:groups": "admin" } })).not.toHaveProperty("groups");
  });

  it("reads what the guest-or-customer authorizer says", () => {
    const context = { principalId: "gst_1", integrationLatency: 3 };
    expect(calls({ ...context, kind: "guest", ownerId: "gst_1", groups: "admin" })).toEqual({
      kind: "guest",
      ownerId: "gst_1",
    });
    expect(calls({ ...context, kind: "customer", ownerId: "cus_1", groups: "admin support" })).toEqual({
      kind: "customer",
      ownerId: "cus_1",
      groups: ["admin", "support"],
    });
    expect(calls({ ...context, kind: "customer", ownerId: "cus_1", groups: "" })).toMatchObject({ groups: [] });
  });

  it("believes claims rather than what stands beside them", () => {
    expect(calls({ claims: { token_use: "id", sub }, kind: "customer", ownerId: "cus_1", groups: "admin" })).toEqual(
      anonymous,
    );
  });
});
