import type { JsonSchema } from "@millrace/contracts/interoperable";
import { idPrefixes } from "@millrace/kernel/ids";
import { exampleOf } from "../openapi-examples.ts";
import { variableOf, variables } from "./try-it.ts";

type Parameter = {
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
  readonly schema?: JsonSchema;
  readonly $ref?: string;
};

/** What of an operation of the OpenAPI document a sample is made from. */
export type Operation = {
  readonly "x-millrace-rule": string;
  readonly parameters: readonly Parameter[];
  readonly requestBody?: { readonly content: { readonly "application/json": { readonly example: unknown } } };
};

/** Whose token a call by hand carries: that of a customer, or of a member of staff that may do everything. */
function tokenOf(rule: string): string | undefined {
  if (rule === "public") return undefined;
  return rule === "customer" || rule === "guestOrCustomer" ? variables.customer : variables.staff;
}

function queryOf(parameters: readonly Parameter[], components: Readonly<Record<string, JsonSchema>>): string {
  const asked = parameters.filter((parameter) => parameter.in === "query" && parameter.required);
  if (asked.length === 0) return "";
  const values = asked.map(({ name = "", schema = {} }) => [name, String(exampleOf(schema, components))]);
  return `?${new URLSearchParams(values as [string, string][])}`;
}

const kindOf = new Map(Object.entries(idPrefixes).map(([kind, prefix]) => [prefix as string, kind]));

/** The variable that holds what the shop really has where an example only looks like it: ids, and what a guest got. */
function shopsOwn(name: string, value: unknown): string | undefined {
  if (name.startsWith("guest")) return variableOf(name);
  if (typeof value !== "string") return undefined;
  const [, prefix = ""] = /^([a-z]{3})_01kaq3v8e0m4t6w8y0a2c4e6g8$/.exec(value) ?? [];
  return variableOf(`${kindOf.get(prefix)}Id`);
}

/** JSON in single quotes of the shell, but for variables. */
function quoted(body: unknown): string {
  const text = JSON.stringify(body, (name, value) => {
    const variable = shopsOwn(name, value);
    return variable === undefined ? value : `@@${variable}@@`;
  });
  return `'${text.replaceAll("'", String.raw`'\''`).replaceAll(/@@(\w+)@@/g, `'"$$$1"'`)}'`;
}

/** A call by curl that works against the demo shop when it is pasted after the lines of "Try it". */
export function curlOf(
  method: string,
  path: string,
  { "x-millrace-rule": rule, parameters, requestBody }: Operation,
  components: Readonly<Record<string, JsonSchema>>,
): string {
  const token = tokenOf(rule);
  const asks = (name: string) => parameters.some(({ $ref }) => $ref === `#/components/parameters/${name}`);
  // What is not published is read as a draft, and what is claimed is a guest's.
  const named = path.replace(/(?<=drafts\/){productId}/, "{draftId}").replace("{cartId}/claim", "{guestCartId}/claim");
  const place = named.replaceAll(/\{(\w+)\}/g, (_, name) => `$${variableOf(name)}`);
  const parts = [
    `curl -s ${method === "GET" ? "" : `-X ${method} `}"$API${place}${queryOf(parameters, components)}"`,
    ...(token === undefined ? [] : [`-H "authorization: Bearer $${token}"`]),
    ...(asks("KeyRequired") ? ['-H "idempotency-key: my-call-$RANDOM$RANDOM"'] : []),
    ...(asks("IfMatch") ? [`-H 'if-match: "1"'`] : []),
    ...(requestBody === undefined
      ? []
      : ["-H 'content-type: application/json'", `-d ${quoted(requestBody.content["application/json"].example)}`]),
  ];
  return parts.join(" \\\n  ");
}
