import type { AwsCall, Resources } from "../ports.ts";
import { createActions } from "./actions.ts";
import { createJudge, type Denial, type Grant, type Judge } from "./judge.ts";
import { refuseBrokenWiring } from "./wiring.ts";

export type Authorize = {
  (call: AwsCall): Denial | undefined;
  /** Every grant of every role, with its use since the start. */
  grants(): readonly Grant[];
};

/**
 * The check every call passes that a function makes. An operator may do everything; what AWS services do on their own
 * (deliver, poll, write logs) follows from the templates alone and is judged once, at the start.
 * @throws TemplateError for policy forms that are not evaluated, and for wiring that the policies do not allow
 */
export function createAuthorize(resources: Resources): Authorize {
  const judge = createJudge(resources);
  refuseBrokenWiring(resources, judge);
  const requestsOf = createActions(resources);
  const authorize = (call: AwsCall): Denial | undefined => {
    const { principal } = call;
    if (principal.kind !== "role") return undefined;
    return judge.role(principal.roleArn, principal.functionName, requestsOf(call));
  };
  return Object.assign(authorize, { grants: judge.grants });
}

/** The same policies, asked by a part that acts as an AWS service. */
export function createAuthorizeService(resources: Resources): Judge["service"] {
  return createJudge(resources).service;
}
