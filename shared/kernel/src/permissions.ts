/**
 * What a member of staff or a machine may do. A machine's OAuth scope is `millrace/<permission>`. Settings are the rules
 * of the whole shop: taxes and shipping.
 */
export const permissions = [
  "catalog:read",
  "catalog:write",
  "promotions:read",
  "promotions:write",
  "stock:read",
  "stock:write",
  "orders:read",
  "orders:write",
  "customers:read",
  "customers:write",
  "settings:read",
  "settings:write",
] as const;
/** One of the permissions. */
export type Permission = (typeof permissions)[number];

const grantedTo = {
  admin: permissions,
  merchandiser: ["catalog:read", "catalog:write", "promotions:read", "promotions:write", "stock:read", "settings:read"],
  fulfillment: ["catalog:read", "stock:read", "stock:write", "orders:read", "settings:read"],
  support: [
    "catalog:read",
    "promotions:read",
    "stock:read",
    "orders:read",
    "orders:write",
    "customers:read",
    "customers:write",
    "settings:read",
  ],
  finance: ["promotions:read", "orders:read", "settings:read", "settings:write"],
} as const satisfies Record<string, readonly Permission[]>;

/** Cognito groups of the staff. */
export type StaffGroup = keyof typeof grantedTo;
/** The names of those groups. */
export const staffGroups = Object.keys(grantedTo) as readonly StaffGroup[];

function isStaffGroup(group: string): group is StaffGroup {
  return Object.hasOwn(grantedTo, group);
}

/** Everything the given Cognito groups may do; an unknown group may do nothing. */
export function permissionsOf(groups: readonly string[]): ReadonlySet<Permission> {
  return new Set(groups.filter(isStaffGroup).flatMap((group): readonly Permission[] => grantedTo[group]));
}

/** OAuth resource server of machine callers. */
export const resourceServer = "millrace";

/** The OAuth scope that gives a machine a permission: `millrace/orders:read`. */
export function scopeOf(permission: Permission): string {
  return `${resourceServer}/${permission}`;
}

/** The single scope of an access token that Cognito issues for a password sign-in. */
export const userScope = "aws.cognito.signin.user.admin";
