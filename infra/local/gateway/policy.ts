import * as z from "zod";
import { arnGlob, glob } from "../iam/conditions.ts";

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

/** A Deny goes before any Allow; without either the call is denied (IAM User Guide, "Policy evaluation logic"). */
export function evaluate(
  { Statement }: AuthorizerOutput["policyDocument"],
  methodArn: string,
): "allowed" | "denied" | "explicitly denied" {
  const effects = Statement.filter(
    ({ Action, Resource }) =>
      Action.some((action) => glob(action, "si")("execute-api:Invoke")) &&
      Resource.some((resource) => arnGlob(resource)(methodArn)),
  ).map(({ Effect }) => Effect);
  if (effects.includes("Deny")) return "explicitly denied";
  return effects.length > 0 ? "allowed" : "denied";
}
