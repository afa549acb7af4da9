import { Validations } from "aws-cdk-lib";
import type { Construct } from "constructs";

/** Accepts findings of cdk-nag on a construct and what is in it, by rule, each with the reason why it does not apply. */
export function accept(construct: Construct, reasons: Readonly<Record<string, string>>): void {
  Validations.of(construct).acknowledge(...Object.entries(reasons).map(([id, reason]) => ({ id, reason })));
}
