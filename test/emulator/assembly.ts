import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

type Resource = { readonly Type: string; readonly Properties?: unknown };

/** What of a template must be known to leave something out of it. */
export type Template = { readonly Resources: Readonly<Record<string, Resource>> };

/** Types that MiniStack's CloudFormation answers with "Unrecognized resource types", and what the suite misses without. */
const unknownTypes: ReadonlyMap<string, string> = new Map([
  ["AWS::EventSchemas::Registry", "No schemas to look up. The suite looks none up."],
  ["AWS::EventSchemas::Schema", "As of the registry."],
  ["AWS::Events::Archive", "No replay. The suite asks for none."],
  ["AWS::Events::EventBusPolicy", "Who else may put events is not checked. The suite puts none."],
  ["AWS::XRay::SamplingRule", "No traces: there is no X-Ray. The suite reads none."],
]);

/** AWS gives a user pool's `ProviderURL`; MiniStack only the same without its scheme. */
function withProviderUrl(value: unknown): unknown {
  const [pool, attribute] = (value as { "Fn::GetAtt"?: readonly string[] })["Fn::GetAtt"] ?? [];
  return attribute === "ProviderURL"
    ? { "Fn::Join": ["", ["https://", { "Fn::GetAtt": [pool, "ProviderName"] }]] }
    : value;
}

/**
 * An attribute that a record lacks has no type, so on AWS `{"seeded":{"BOOL":[{"exists":false}]}}` matches. MiniStack
 * matches nothing beneath what is absent, and the relay would see no fact at all. Nothing is seeded into its table.
 */
function withoutSeeded(value: unknown): unknown {
  const { Pattern: pattern } = value as { Pattern?: unknown };
  if (typeof pattern !== "string") return value;
  return { Pattern: pattern.replace(',"seeded":{"BOOL":[{"exists":false}]}', "") };
}

/** The names of headers know no case; MiniStack sends its own `Content-Type` beside a `content-type` that replaces it. */
function renamed(name: string): string {
  return name === "gatewayresponse.header.content-type" ? "gatewayresponse.header.Content-Type" : name;
}

function rewritten(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(rewritten);
  if (typeof value !== "object" || value === null) return value;
  const inside = Object.entries(value).map(([name, inner]) => [renamed(name), rewritten(inner)]);
  return withoutSeeded(withProviderUrl(Object.fromEntries(inside)));
}

/** The template as MiniStack can deploy it: nothing else is changed. */
export function deployable(template: Template): Template {
  const known = Object.entries(template.Resources).filter(([, { Type }]) => !unknownTypes.has(Type));
  return rewritten({ ...template, Resources: Object.fromEntries(known) }) as Template;
}

/** Copies a cloud assembly, with templates that MiniStack can deploy. */
export function copyAssembly(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  for (const name of readdirSync(to).filter((file) => file.endsWith(".template.json"))) {
    const file = join(to, name);
    writeFileSync(file, JSON.stringify(deployable(JSON.parse(readFileSync(file, "utf8")))));
  }
}
