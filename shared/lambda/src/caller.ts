import type { Caller } from "@millrace/kernel/caller";
import { customerIdOf } from "@millrace/kernel/ids";
import { resourceServer, userScope } from "@millrace/kernel/permissions";

/** What the guest-or-customer authorizer tells the functions behind it; values are strings, as the gateway carries them. */
export type AuthorizerContext = {
  readonly kind: "guest" | "customer";
  readonly ownerId: string;
  readonly groups: string;
};

/** An event of an API, as far as it says what the authorizer proved. */
type Authorized = {
  readonly requestContext: { readonly authorizer?: Readonly<Record<string, unknown>> | null | undefined };
};

function words(value: unknown): readonly string[] {
  // Cognito's claim is a list; the gateway hands it on as one string, `[a b]` or `a,b`.
  return typeof value === "string" ? value.split(/[\s,[\]]+/).filter((word) => word !== "") : [];
}

function fromClaims(claims: Readonly<Record<string, unknown>>): Caller {
  const scopes = words(claims["scope"]);
  const { sub, client_id: clientId } = claims;
  if (claims["token_use"] !== "access" || typeof sub !== "string") return { kind: "anonymous" };
  if (scopes.includes(userScope)) {
    return { kind: "customer", ownerId: customerIdOf(sub), groups: words(claims["cognito:groups"]) };
  }
  if (typeof clientId === "string" && scopes.some((scope) => scope.startsWith(`${resourceServer}/`))) {
    return { kind: "machine", clientId, scopes };
  }
  return { kind: "anonymous" };
}

/** Who calls, from what the gateway's authorizer proved; anonymous when it proved nothing. */
export function callerOf(event: Authorized): Caller {
  const authorizer = event.requestContext.authorizer;
  if (authorizer == null) return { kind: "anonymous" };
  if (typeof authorizer["claims"] === "object" && authorizer["claims"] !== null) {
    return fromClaims({ ...authorizer["claims"] });
  }
  const { kind, ownerId, groups } = authorizer;
  if (typeof ownerId !== "string") return { kind: "anonymous" };
  if (kind === "guest") return { kind, ownerId };
  return kind === "customer" ? { kind, ownerId, groups: words(groups) } : { kind: "anonymous" };
}
