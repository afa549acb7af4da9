import * as z from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());

/**
 * What a Lambda authorizer answers (Developer Guide, "Output from an API Gateway Lambda authorizer"); context values
 * are never objects or lists.
 */
export const authorizerOutput = z.object({
  principalId: z.string(),
  policyDocument: z.object({
    Statement: z.array(z.strictObject({ Effect: z.enum(["Allow", "Deny"]), Action: oneOrMore, Resource: oneOrMore })),
  }),
  context: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).default({}),
});
export type AuthorizerOutput = z.infer<typeof authorizerOutput>;

const matches = (pattern: string, value: string): boolean => {
  const expression = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${expression}$`, "s").test(value);
};

/** A Deny goes before any Allow; without either the call is denied (IAM User Guide, "Policy evaluation logic"). */
export const evaluate = (
  { Statement }: AuthorizerOutput["policyDocument"],
  methodArn: string,
): "allowed" | "denied" | "explicitly denied" => {
  const applying = Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => matches(action.toLowerCase(), "execute-api:invoke")) &&
      Resource.some((resource) => matches(resource, methodArn)),
  );
  if (applying.some(({ Effect }) => Effect === "Deny")) return "explicitly denied";
  return applying.length > 0 ? "allowed" : "denied";
};
