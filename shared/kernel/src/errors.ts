/** What a caller can do about a refusal; `statusOf` gives each kind its HTTP status (RFC 9110, RFC 6585). */
export type RefusalKind = keyof typeof statusOf;

/** The HTTP status of each kind of refusal. */
export const statusOf = {
  invalid: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  precondition_failed: 412,
  unprocessable: 422,
  too_many: 429,
  unavailable: 503,
} as const;

/** One thing that is wrong with a request: where (`body.lines.0.quantity`) and why. */
export type FieldError = { readonly field: string; readonly reason: string };

/** Facts about one refusal beside its code: named fields, and members that the problem document carries along. */
export type RefusalDetails = {
  readonly errors?: readonly FieldError[];
  readonly members?: Readonly<Record<string, unknown>>;
};

/** A refusal that the domain expects: the caller's answer, not our failure. Anything else thrown is an outage or a bug. */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly declaration: RefusalDeclaration;
  readonly details: RefusalDetails;

  constructor(declaration: RefusalDeclaration, detail: string, details: RefusalDetails) {
    super(detail);
    this.declaration = declaration;
    this.details = details;
  }
}

/** What a refusal is to callers: its kind, its stable code (`cart.closed`), and what it says without further detail. */
export type RefusalDeclaration = { readonly kind: RefusalKind; readonly code: string; readonly title: string };

/** A declared refusal: `throw CartClosed("This cart was checked out.")`. Routes list it, OpenAPI shows it. */
export type RefusalType = RefusalDeclaration & ((detail?: string, details?: RefusalDetails) => Refusal);

/**
 * Declares one refusal with its stable, dotted code.
 *
 * @example const CartNotFound = defineRefusal("not_found", "cart.not_found", "There is no such cart.");
 */
export function defineRefusal(kind: RefusalKind, code: string, title: string): RefusalType {
  const declaration: RefusalDeclaration = { kind, code, title };
  return Object.assign(
    (detail: string = title, details: RefusalDetails = {}) => new Refusal(declaration, detail, details),
    declaration,
  );
}
