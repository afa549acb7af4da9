import { describe, expect, it } from "vitest";
import { permissions, permissionsOf, resourceServer, scopeOf, staffGroups, userScope } from "./permissions.ts";

describe("permissionsOf", () => {
  it("gives the union of all groups", () => {
    expect([...permissionsOf(["finance", "merchandiser"])].toSorted()).toEqual([
      "catalog:read",
      "catalog:write",
      "orders:read",
      "promotions:read",
      "promotions:write",
      "settings:read",
      "settings:write",
      "stock:read",
    ]);
  });

  it.each(["", "ADMIN", "admin,finance", "__proto__", "constructor", "hasOwnProperty"])(
    'gives the unknown group "%s" nothing',
    (group) => {
      expect(permissionsOf([group]).size).toBe(0);
    },
  );

  it("gives admin everything and nobody else writes what is not theirs", () => {
    expect([...permissionsOf(["admin"])]).toEqual([...permissions]);
    const writers = staffGroups.map((group) => [
      group,
      [...permissionsOf([group])].filter((permission) => permission.endsWith(":write")),
    ]);
    expect(Object.fromEntries(writers)).toEqual({
      admin: ["catalog:write", "promotions:write", "stock:write", "orders:write", "customers:write", "settings:write"],
      merchandiser: ["catalog:write", "promotions:write"],
      fulfillment: ["stock:write"],
      support: ["orders:write", "customers:write"],
      finance: ["settings:write"],
    });
  });
});

describe("scopeOf", () => {
  it("names the permission under the resource server, never the scope of people", () => {
    expect(scopeOf("orders:read")).toBe("millrace/orders:read");
    expect(permissions.map(scopeOf).filter((scope) => !scope.startsWith(`${resourceServer}/`))).toEqual([]);
    expect(permissions.map(scopeOf)).not.toContain(userScope);
  });
});

describe("userScope", () => {
  it("is what Cognito writes into an access token of a password sign-in", () => {
    expect(userScope).toBe("aws.cognito.signin.user.admin");
  });
});
