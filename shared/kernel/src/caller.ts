import { isId } from "./ids.ts";
import { type Permission, permissionsOf, scopeOf } from "./permissions.ts";

/** Who calls, as the gateway proved it. `ownerId` owns carts, contacts and orders. */
export type Caller =
  | { readonly kind: "anonymous" }
  | { readonly kind: "guest"; readonly ownerId: string }
  | { readonly kind: "customer"; readonly ownerId: string; readonly groups: readonly string[] }
  | { readonly kind: "machine"; readonly clientId: string; readonly scopes: readonly string[] };

/** Who may call a route: anybody, a signed-in person for their own data, a guest as well, or a holder of a permission. */
export type Rule = "public" | "customer" | "guestOrCustomer" | Permission;

/** A caller that owns things. */
export type Owner = Extract<Caller, { ownerId: string }>;

/** Who can get past a rule: the kinds of caller that a route with it ever sees. */
export type CallerOf<R extends Rule> = R extends "public"
  ? Caller
  : R extends "customer"
    ? Extract<Caller, { kind: "customer" }>
    : R extends "guestOrCustomer"
      ? Owner
      : Extract<Caller, { kind: "customer" | "machine" }>;

/** Whether a route with this rule lets the caller in; who owns what is for the route itself to say. */
export function mayCall(rule: Rule, caller: Caller): boolean {
  if (rule === "public") return true;
  if (rule === "customer") return caller.kind === "customer";
  if (rule === "guestOrCustomer") return caller.kind === "customer" || caller.kind === "guest";
  return holds(caller, rule);
}

/** Whether the caller was given a permission, by group (people) or by scope (machines). */
export function holds(caller: Caller, permission: Permission): boolean {
  if (caller.kind === "customer") return permissionsOf(caller.groups).has(permission);
  if (caller.kind === "machine") return caller.scopes.includes(scopeOf(permission));
  return false;
}

/** The caller's name in journals and idempotency scopes; ids only, never personal data. */
export function actorOf(caller: Caller): string {
  switch (caller.kind) {
    case "anonymous":
      return "anonymous";
    case "machine":
      return `machine/${caller.clientId}`;
    case "guest":
    case "customer":
      return caller.ownerId;
  }
}

/** Whether things are owned by a guest, whom the shop cannot know again; a customer owns all others. */
export function isGuest(ownerId: string): boolean {
  return isId("guest", ownerId);
}
