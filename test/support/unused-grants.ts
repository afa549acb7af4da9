import type { Grant } from "./admin.ts";

/** Why a role holds what a whole run of the end-to-end suites need not use. */
const reasons: readonly { readonly action: string; readonly role: RegExp; readonly reason: string }[] = [
  {
    action: "dynamodb:ListStreams",
    role: /relay/,
    reason:
      "Lambda asks for it when it makes the mapping (Developer Guide, execution role of a DynamoDB event source).",
  },
  {
    action: "sqs:SendMessage",
    role: /events|topics/,
    reason: "It moves a message that it gives up to its dead letters; a run in which none does is a good one.",
  },
  {
    action: "secretsmanager:GetSecretValue",
    role: /api/,
    reason: "It reads the key of cursors when a list has a further page.",
  },
  ...["ses:SendEmail", "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem"].map(
    (action) => ({
      action,
      role: /settleunknownmails/,
      reason: "It mails again what was found never to have left, after a crash between claim and sending.",
    }),
  ),
  {
    action: "dynamodb:UpdateItem",
    role: /catalogimport/,
    reason: "It changes products that are there; the imports of this run may all be of new ones.",
  },
  {
    action: "dynamodb:UpdateItem",
    role: /expireunpaidorders/,
    reason: "It gives a coupon back where an order that had one is not paid in time.",
  },
];

function reasonOf({ action, role }: Grant): string {
  return reasons.find((known) => known.action === action && known.role.test(role))?.reason ?? "WITHOUT A REASON";
}

/**
 * What nothing has used of what the roles may do: a line for each role and reason, with its actions. What has no reason is
 * to be taken from the role, or to be given one here.
 */
export function unusedGrants(grants: readonly Grant[]): readonly string[] {
  const unused = grants.filter(({ used }) => !used);
  const lines = Map.groupBy(unused, (grant) => [grant.role, ...grant.leadingKeys, reasonOf(grant)].join(" · "));
  return [...lines].map(([where, own]) => `${own.map(({ action }) => action).join(", ")}: ${where}`).sort();
}
