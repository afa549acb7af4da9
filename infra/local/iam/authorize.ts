import type { AwsCall, Resources } from "../ports.ts";
import { ACCOUNT } from "../template/physical.ts";
import { createActions } from "./actions.ts";
import type { RequestContext } from "./conditions.ts";
import { type Role, resourcePoliciesOf, rolesOf } from "./policies.ts";
import type { Statement } from "./statements.ts";
import type { Request } from "./table-actions.ts";

/** What was refused to whom; `principal` is spelled as in AWS's own message. */
export type Denial = {
  readonly action: string;
  readonly resource: string;
  readonly principal: string;
};

/** One action and resource pattern a role is allowed, and whether any call needed it. */
export type Grant = {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  readonly used: boolean;
};

export type Authorize = {
  (call: AwsCall, sourceArn?: string): Denial | undefined;
  /** Every grant of every role, with its use since the start. */
  grants(): readonly Grant[];
};

type Candidate = {
  readonly statement: Statement;
  readonly grants: readonly MutableGrant[];
  used: boolean;
};
type MutableGrant = {
  readonly role: string;
  readonly action: string;
  readonly resource: string;
  used: boolean;
};
type CompiledRole = {
  readonly name: string;
  readonly grants: readonly MutableGrant[];
  candidates(request: Request): readonly Candidate[];
};

/** Requests are few by action and resource; a role that exceeds this (object keys) starts its memory anew. */
const remembered = 2_000;

/**
 * Judges calls by the policies of the templates: an explicit Deny wins, then any Allow of the role or of the resource,
 * else the call is denied. Source: IAM User Guide, "Policy evaluation logic" (requests within one account).
 * @throws Error at once when a policy has a form that is not evaluated here
 */
export function createAuthorize(resources: Resources): Authorize {
  const actionsOf = createActions(resources);
  const policies = resourcePoliciesOf(resources);
  const roles = new Map(rolesOf(resources).map((role) => [role.arn, compileRole(role)]));

  const authorize = (call: AwsCall, sourceArn?: string): Denial | undefined => {
    const { principal } = call;
    if (principal.kind === "operator") return undefined;
    if (principal.kind === "service") {
      return firstDenied(actionsOf(call), principal.service, (request) =>
        isServiceAllowed(policies.get(request.resource), principal.service, {
          ...request,
          context: sourceContext(sourceArn, request.context),
        }),
      );
    }
    const role = roles.get(principal.roleArn);
    const name = role?.name ?? principal.roleArn;
    return firstDenied(
      actionsOf(call),
      `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/${principal.functionName}`,
      (request) => role !== undefined && isRoleAllowed(role, principal.roleArn, policies.get(request.resource), request),
    );
  };
  return Object.assign(authorize, {
    grants: () => [...roles.values()].flatMap(({ grants }) => grants),
  });
}

/**
 * May `service` (`events.amazonaws.com`) do `action` on `resourceArn` on behalf of `sourceArn` (a rule, a topic, an API)?
 * Judged by the resource's own policy. Source: IAM User Guide, "AWS service principals" and "aws:SourceArn".
 */
export function createAuthorizeService(
  resources: Resources,
): (service: string, action: string, resourceArn: string, sourceArn: string) => Denial | undefined {
  const policies = resourcePoliciesOf(resources);
  return (service, action, resource, sourceArn) =>
    firstDenied(
      [
        {
          action,
          resource,
          context: sourceContext(sourceArn, { "aws:securetransport": "true" }),
        },
      ],
      service,
      (request) => isServiceAllowed(policies.get(resource), service, request),
    );
}

function sourceContext(sourceArn: string | undefined, context: RequestContext): RequestContext {
  return {
    ...context,
    "aws:sourcearn": sourceArn,
    "aws:sourceaccount": ACCOUNT,
  };
}

function firstDenied(requests: readonly Request[], principal: string, isAllowed: (request: Request) => boolean): Denial | undefined {
  for (const request of requests) {
    if (!isAllowed(request)) return { action: request.action, resource: request.resource, principal };
  }
  return undefined;
}

function compileRole({ name, statements }: Role): CompiledRole {
  const compiled = statements.map((statement) => ({
    statement,
    grants: statement.actions.flatMap((action) =>
      statement.resources.map((resource) => ({
        action,
        resource,
        grant: {
          role: name,
          action: action.text,
          resource: resource.text,
          used: false,
        },
      })),
    ),
  }));
  const memory = new Map<string, readonly Candidate[]>();
  return {
    name,
    grants: compiled.flatMap(({ statement, grants }) => (statement.effect === "Allow" ? grants.map(({ grant }) => grant) : [])),
    candidates({ action, resource }) {
      const key = `${action} ${resource}`;
      const known = memory.get(key);
      if (known !== undefined) return known;
      if (memory.size >= remembered) memory.clear();
      const found = compiled.flatMap(({ statement, grants }) => {
        const matching = grants
          .filter((entry) => entry.action.matches(action) && entry.resource.matches(resource))
          .map(({ grant }) => grant);
        return matching.length === 0 ? [] : [{ statement, grants: matching, used: false }];
      });
      memory.set(key, found);
      return found;
    },
  };
}

function isRoleAllowed(role: CompiledRole, roleArn: string, policy: readonly Statement[] | undefined, request: Request): boolean {
  let isAllowed = false;
  for (const candidate of role.candidates(request)) {
    if (!candidate.statement.holds(request.context)) continue;
    if (candidate.statement.effect === "Deny") return false;
    isAllowed = true;
    if (!candidate.used) markUsed(candidate);
  }
  for (const statement of policy ?? []) {
    const { everyone, aws } = statement.principals;
    // The account as principal hands the decision to the role's own policies; it allows nothing by itself.
    const isNamed = everyone || aws.includes(roleArn) || (statement.effect === "Deny" && aws.includes(`arn:aws:iam::${ACCOUNT}:root`));
    if (!isNamed || !applies(statement, request)) continue;
    if (statement.effect === "Deny") return false;
    isAllowed = true;
  }
  return isAllowed;
}

function markUsed(candidate: Candidate): void {
  candidate.used = true;
  for (const grant of candidate.grants) grant.used = true;
}

function isServiceAllowed(policy: readonly Statement[] | undefined, service: string, request: Request): boolean {
  const applying = (policy ?? []).filter(
    (statement) => (statement.principals.everyone || statement.principals.services.includes(service)) && applies(statement, request),
  );
  return applying.some(({ effect }) => effect === "Allow") && applying.every(({ effect }) => effect === "Allow");
}

function applies({ actions, resources, holds }: Statement, { action, resource, context }: Request): boolean {
  return actions.some(({ matches }) => matches(action)) && resources.some(({ matches }) => matches(resource)) && holds(context);
}
