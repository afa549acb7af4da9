import type { Resources } from "../ports.ts";
import { accountId } from "../template/physical.ts";
import { type Role, resourcePoliciesOf, rolesOf } from "./policies.ts";
import { compilePolicy, type Statement } from "./statements.ts";
import type { Request } from "./table-actions.ts";

/** What was refused to whom; `principal` is spelled as in AWS's own message. */
export type Denial = { readonly action: string; readonly resource: string; readonly principal: string };

/** One action that a statement allows a function's role, and whether any call needed it. */
export type Grant = {
  readonly role: string;
  readonly action: string;
  /** Behind which prefixes of keys, for a table. */
  readonly leadingKeys: readonly string[];
  readonly resources: readonly string[];
  readonly used: boolean;
};

export type Judge = {
  /** The first of the requests that the role (of this function) may not make. */
  role(roleArn: string, functionName: string, requests: readonly Request[]): Denial | undefined;
  /**
   * May an AWS service (`events.amazonaws.com`) do this on behalf of a source (a rule, a topic)? The resource's policy
   * says.
   */
  service(service: string, action: string, resourceArn: string, sourceArn: string): Denial | undefined;
  /** Puts a policy in the place of the resource's own; without a document it has none. */
  attach(resourceArn: string, document?: unknown): void;
  grants(): readonly Grant[];
};

type MutableGrant = { -readonly [Key in keyof Grant]: Grant[Key] };
type Candidate = { readonly statement: Statement; readonly grants: readonly MutableGrant[]; used: boolean };
type CompiledRole = {
  readonly name: string;
  readonly grants: readonly MutableGrant[];
  candidates(request: Request): readonly Candidate[];
};

/** Requests are few by action and resource; a role that exceeds this starts its memory anew. */
const remembered = 2_000;

/**
 * Judges requests by the policies of the templates: an explicit Deny wins, then any Allow of the role or of the resource,
 * else they are denied. Sources: IAM User Guide, "Policy evaluation logic" (requests within one account), "AWS service
 * principals", "aws:SourceArn".
 * @throws TemplateError at once when a policy has a form that is not evaluated here
 */
export function createJudge(resources: Resources): Judge {
  const policies = new Map(resourcePoliciesOf(resources));
  const roles = new Map(rolesOf(resources).map((role) => [role.arn, compileRole(role)]));
  const assumed = new Set(resources.ofType("AWS::Lambda::Function").map(({ properties }) => String(properties.Role)));
  return {
    role(roleArn, functionName, requests) {
      const role = roles.get(roleArn);
      for (const { action, resource, context } of requests) {
        const request = { action, resource, context: { ...context, "aws:principalarn": roleArn } };
        if (role !== undefined && isRoleAllowed(role, roleArn, policies.get(resource), request)) continue;
        const principal = `arn:aws:sts::${accountId}:assumed-role/${role?.name ?? roleArn}/${functionName}`;
        return { action, resource, principal };
      }
      return undefined;
    },
    service(service, action, resource, sourceArn) {
      const context = { "aws:securetransport": "true", "aws:sourcearn": sourceArn, "aws:sourceaccount": accountId };
      const isAllowed = isServiceAllowed(policies.get(resource), service, { action, resource, context });
      return isAllowed ? undefined : { action, resource, principal: service };
    },
    attach(resource, document) {
      if (document === undefined) policies.delete(resource);
      else policies.set(resource, compilePolicy(document, resource));
    },
    grants: () => [...assumed].flatMap((arn) => roles.get(arn)?.grants ?? []),
  };
}

function compileRole({ name, statements }: Role): CompiledRole {
  const compiled = statements.map((statement) => ({
    statement,
    grants: statement.actions.map((action) => ({
      action,
      grant: {
        ...{ role: name, action: action.text, leadingKeys: statement.leadingKeys, used: false },
        resources: statement.resources.map(({ text }) => text),
      },
    })),
  }));
  const memory = new Map<string, readonly Candidate[]>();
  return {
    name,
    grants: compiled.flatMap(({ statement, grants }) =>
      statement.effect === "Allow" ? grants.map(({ grant }) => grant) : [],
    ),
    candidates({ action, resource }) {
      const key = `${action} ${resource}`;
      const known = memory.get(key);
      if (known !== undefined) return known;
      if (memory.size >= remembered) memory.clear();
      const found = compiled.flatMap(({ statement, grants }) => {
        if (!statement.resources.some(({ matches }) => matches(resource))) return [];
        const matching = grants.filter((entry) => entry.action.matches(action)).map(({ grant }) => grant);
        return matching.length === 0 ? [] : [{ statement, grants: matching, used: false }];
      });
      memory.set(key, found);
      return found;
    },
  };
}

function isRoleAllowed(
  role: CompiledRole,
  roleArn: string,
  policy: readonly Statement[] | undefined,
  request: Request,
): boolean {
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
    const isNamed =
      everyone ||
      aws.includes(roleArn) ||
      (statement.effect === "Deny" && aws.includes(`arn:aws:iam::${accountId}:root`));
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
    (statement) =>
      (statement.principals.everyone || statement.principals.services.includes(service)) && applies(statement, request),
  );
  return applying.some(({ effect }) => effect === "Allow") && applying.every(({ effect }) => effect === "Allow");
}

function applies({ actions, resources, holds }: Statement, { action, resource, context }: Request): boolean {
  return (
    actions.some(({ matches }) => matches(action)) &&
    resources.some(({ matches }) => matches(resource)) &&
    holds(context)
  );
}
