import { type Caller, mayCall } from "@millrace/kernel/caller";
import { idPrefixes } from "@millrace/kernel/ids";
import { staffGroups } from "@millrace/kernel/permissions";
import { describe, expect, inject, it } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { signInAs } from "../../cli/src/sign-in.ts";
import { machineToken } from "../support/machine-token.ts";
import { routesOf } from "../support/operations.ts";
import { expectProblem } from "../support/problem.ts";
import { openStore } from "../support/store.ts";
import { signedByStranger } from "../support/tokens.ts";

const ready = readReady(inject("readyFile"));
const store = await openStore(ready);
const [shopper, another, guest] = await Promise.all([store.aShopper(), store.aShopper(), store.aGuest([])]);
const [machineScopes = []] = ready.machineClients.map(({ scopes }) => scopes);

/** Every kind of caller: what it sends, and whom that proves. */
const callers: readonly { readonly name: string; readonly token: string | undefined; readonly caller: Caller }[] = [
  { name: "nobody", token: undefined, caller: { kind: "anonymous" } },
  { name: "a guest", token: guest.token, caller: { kind: "guest", ownerId: "gst_1" } },
  { name: "a customer", token: shopper.token, caller: { kind: "customer", ownerId: "cus_1", groups: [] } },
  { name: "another customer", token: another.token, caller: { kind: "customer", ownerId: "cus_2", groups: [] } },
  ...(await Promise.all(
    staffGroups.map(async (group) => ({
      name: `staff: ${group}`,
      token: (await signInAs(ready, group)).accessToken,
      caller: { kind: "customer", ownerId: "cus_3", groups: [group] } as const,
    })),
  )),
  {
    name: "a machine with all its client's scopes",
    token: await machineToken(ready),
    caller: { kind: "machine", clientId: "1", scopes: machineScopes },
  },
  ...(await Promise.all(
    machineScopes.map(async (scope) => ({
      name: `a machine with ${scope} alone`,
      token: await machineToken(ready, scope),
      caller: { kind: "machine", clientId: "1", scopes: [scope] } as const,
    })),
  )),
  { name: "an ID token", token: shopper.idToken, caller: { kind: "anonymous" } },
  { name: "a stranger's token", token: signedByStranger(store.staff), caller: { kind: "anonymous" } },
  { name: "garbage", token: "x.y.z", caller: { kind: "anonymous" } },
];

/** Names that are well formed and that nobody has, so that a request that is let in changes nothing. */
const unknown: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(idPrefixes).map(([kind, prefix]) => [`${kind}Id`, `${prefix}_${"0".repeat(26)}`]),
  ),
  customerId: "cus_00000000-0000-0000-0000-000000000000",
  sku: "NOBODY-HAS-THIS",
  slug: "nobody-has-this",
  code: "NOBODYHASTHIS",
  country: "AQ",
  locationId: "loc_nowhere",
};

function verdictOf(status: number): string {
  return status === 401 || status === 403 ? String(status) : "let in";
}

/** What the rule says: `guestOrCustomer` is proved by an authorizer that knows people only, so a machine is nobody. */
function expected(rule: (typeof routes)[number]["rule"], caller: Caller): string {
  if (mayCall(rule, caller)) return "let in";
  if (caller.kind === "anonymous" || (rule === "guestOrCustomer" && caller.kind === "machine")) return "401";
  // A guest's token is none of the user pool's.
  return caller.kind === "guest" ? "401" : "403";
}

const routes = routesOf(store.document);

describe.each(routes)("$method $path ($rule)", ({ id, method, path, rule }) => {
  const target = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = unknown[name];
    if (value === undefined) throw new Error(`${id} has a path parameter that the matrix does not know: ${name}.`);
    return value;
  });

  it.each(callers)("answers $name as its rule says", async ({ token, caller }) => {
    const answer = await store.api(method, target, { token, ...(method === "GET" ? {} : { body: {} }) });
    expect({ verdict: verdictOf(answer.status), text: answer.text }).toMatchObject({ verdict: expected(rule, caller) });
    expect(answer.status).toBeLessThan(500);
    if (answer.status >= 400) expectProblem(answer, answer.status);
  });
});

describe("the document", () => {
  it("opens no route to everybody but these", () => {
    const open = routes.filter(({ rule }) => rule === "public").map(({ method, path }) => `${method} ${path}`);
    expect(open.sort()).toEqual([
      "GET /docs",
      "GET /docs/events",
      "GET /v1/asyncapi.json",
      "GET /v1/categories",
      "GET /v1/categories/{categoryId}/products",
      "GET /v1/openapi.json",
      "GET /v1/products",
      "GET /v1/products/by-name",
      "GET /v1/products/{productId}",
      "GET /v1/shipping-options",
      "GET /v1/skus/{sku}/product",
      "GET /v1/slugs/{slug}/product",
      "POST /v1/guest-carts",
    ]);
  });
});
