import { TemplateError } from "../template/resources.ts";
import { arnGlob, type Condition, compileCondition, glob, textsOf } from "./conditions.ts";

/** One action or resource pattern of a statement. */
type Pattern = { readonly text: string; matches(value: string): boolean };

export type Statement = {
  readonly effect: "Allow" | "Deny";
  readonly actions: readonly Pattern[];
  readonly resources: readonly Pattern[];
  readonly holds: Condition;
  /** The prefixes of the keys it reaches, where it is a wall in the table. */
  readonly leadingKeys: readonly string[];
  /** Only in resource policies: who the statement speaks of. */
  readonly principals: Principals;
};

type Principals = {
  readonly everyone: boolean;
  readonly aws: readonly string[];
  readonly services: readonly string[];
};

const knownElements = new Set(["Sid", "Effect", "Action", "Resource", "Condition", "Principal"]);

/**
 * Compiles a policy document into statements. Only the forms CDK writes are evaluated.
 * Source: IAM User Guide, "IAM JSON policy element reference".
 * @throws TemplateError that names `where` and the element that is not evaluated here
 */
export function compilePolicy(document: unknown, where: string): readonly Statement[] {
  const { Statement } = (document ?? {}) as { Statement?: unknown };
  const list = Array.isArray(Statement) ? Statement : [Statement];
  return list.map((statement, index) =>
    compileStatement(statement as Record<string, unknown>, `${where}, statement ${index + 1}`),
  );
}

export function compileStatement(statement: Readonly<Record<string, unknown>>, where: string): Statement {
  const unknown = Object.keys(statement ?? {}).find((element) => !knownElements.has(element));
  if (unknown !== undefined)
    throw new TemplateError(`${where}: policy element ${unknown} is not evaluated by the local runtime`);
  const { Effect: effect } = statement;
  if (effect !== "Allow" && effect !== "Deny") throw new TemplateError(`${where}: Effect is neither Allow nor Deny`);
  return {
    effect,
    actions: textsOf(statement.Action, where).map((text) => ({ text, matches: glob(text, "si") })),
    resources: textsOf(statement.Resource ?? "*", where).map((text) => ({ text, matches: arnOrAll(text) })),
    holds: compileCondition(statement.Condition, where),
    leadingKeys: leadingKeysOf(statement.Condition, where),
    principals: compilePrincipal(statement.Principal, where),
  };
}

function leadingKeysOf(condition: unknown, where: string): readonly string[] {
  const { "ForAllValues:StringLike": like } = (condition ?? {}) as Record<string, Record<string, unknown> | undefined>;
  const keys = like?.["dynamodb:LeadingKeys"];
  return keys === undefined ? [] : textsOf(keys, where);
}

/** An action without a resource is asked for as `*`, which only `*` grants (Service Authorization Reference). */
function arnOrAll(pattern: string): (resource: string) => boolean {
  const matches = arnGlob(pattern);
  return (resource) => (resource === "*" ? pattern === "*" : matches(resource));
}

function compilePrincipal(element: unknown, where: string): Principals {
  if (element === undefined) return { everyone: false, aws: [], services: [] };
  if (element === "*") return { everyone: true, aws: [], services: [] };
  const { AWS, Service, ...rest } = element as Record<string, unknown>;
  const other = Object.keys(rest)[0];
  if (other !== undefined)
    throw new TemplateError(`${where}: principal ${other} is not evaluated by the local runtime`);
  const aws = AWS === undefined ? [] : textsOf(AWS, where);
  return {
    everyone: aws.includes("*"),
    aws: aws.filter((entry) => entry !== "*"),
    services: Service === undefined ? [] : textsOf(Service, where),
  };
}
