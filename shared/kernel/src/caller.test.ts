import { describe, expect, it } from "vitest";
import { actorOf, type Caller, holds, mayCall, type Rule } from "./caller.ts";
import { type Permission, permissions, scopeOf, staffGroups } from "./permissions.ts";

function customer(...groups: readonly string[]): Caller {
  return { kind: "customer", ownerId: "cus_1", groups };
}
function machine(...scopes: readonly string[]): Caller {
  return { kind: "machine", clientId: "client-1", scopes };
}

const callers: Readonly<Record<string, Caller>> = {
  anonymous: { kind: "anonymous" },
  guest: { kind: "guest", ownerId: "gst_1" },
  customer: customer(),
  "customer of unknown groups": customer("owner", "Admin", "admin ", "__proto__", "constructor", "toString"),
  admin: customer("admin"),
  merchandiser: customer("merchandiser"),
  fulfillment: customer("fulfillment"),
  support: customer("support"),
  finance: customer("finance"),
  "merchandiser and finance": customer("merchandiser", "unknown", "finance"),
  "machine without scopes": machine(),
  "machine of foreign scopes": machine("other/orders:read", "orders:read", "millrace/", "millrace/orders"),
  "machine that reads orders": machine(scopeOf("orders:read")),
  "machine of every scope": machine(...permissions.map(scopeOf)),
};

/** Written out, not derived: who may call a route of each rule. */
const mayCallRule: Readonly<Record<Rule, readonly (keyof typeof callers)[]>> = {
  public: Object.keys(callers),
  customer: [
    "customer",
    "customer of unknown groups",
    "admin",
    "merchandiser",
    "fulfillment",
    "support",
    "finance",
    "merchandiser and finance",
  ],
  guestOrCustomer: [
    "guest",
    "customer",
    "customer of unknown groups",
    "admin",
    "merchandiser",
    "fulfillment",
    "support",
    "finance",
    "merchandiser and finance",
  ],
  "catalog:read": [
    "admin",
    "merchandiser",
    "fulfillment",
    "support",
    "merchandiser and finance",
    "machine of every scope",
  ],
  "catalog:write": ["admin", "merchandiser", "merchandiser and finance", "machine of every scope"],
  "promotions:read": [
    "admin",
    "merchandiser",
    "support",
    "finance",
    "merchandiser and finance",
    "machine of every scope",
  ],
  "promotions:write": ["admin", "merchandiser", "merchandiser and finance", "machine of every scope"],
  "stock:read": [
    "admin",
    "merchandiser",
    "fulfillment",
    "support",
    "merchandiser and finance",
    "machine of every scope",
  ],
  "stock:write": ["admin", "fulfillment", "machine of every scope"],
  "orders:read": [
    "admin",
    "fulfillment",
    "support",
    "finance",
    "merchandiser and finance",
    "machine that reads orders",
    "machine of every scope",
  ],
  "orders:write": ["admin", "support", "machine of every scope"],
  "customers:read": ["admin", "support", "machine of every scope"],
  "customers:write": ["admin", "support", "machine of every scope"],
  "settings:read": [
    "admin",
    "merchandiser",
    "fulfillment",
    "support",
    "finance",
    "merchandiser and finance",
    "machine of every scope",
  ],
  "settings:write": ["admin", "finance", "merchandiser and finance", "machine of every scope"],
};

const rules = Object.keys(mayCallRule) as Rule[];

describe("mayCall", () => {
  it("is judged here for every permission and every staff group there is", () => {
    expect(rules).toEqual(["public", "customer", "guestOrCustomer", ...permissions]);
    expect(Object.keys(callers)).toEqual(expect.arrayContaining([...staffGroups]));
  });

  it.each(rules.flatMap((rule) => Object.keys(callers).map((name) => ({ rule, name }))))(
    "$rule × $name",
    ({ rule, name }) => {
      const caller = callers[name] ?? { kind: "anonymous" };
      expect(mayCall(rule, caller)).toBe(mayCallRule[rule].includes(name));
    },
  );
});

describe("holds", () => {
  const isPermission = (rule: Rule): rule is Permission => permissions.some((permission) => permission === rule);

  it.each(rules.filter(isPermission))("says of %s what mayCall says", (permission) => {
    for (const caller of Object.values(callers)) expect(holds(caller, permission)).toBe(mayCall(permission, caller));
  });
});

describe("actorOf", () => {
  it.each<[Caller, string]>([
    [{ kind: "anonymous" }, "anonymous"],
    [{ kind: "guest", ownerId: "gst_1" }, "gst_1"],
    [customer("admin"), "cus_1"],
    [machine("millrace/orders:read"), "machine/client-1"],
  ])("names %j %s", (caller, actor) => {
    expect(actorOf(caller)).toBe(actor);
  });
});
