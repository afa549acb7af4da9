import type { Honors, Resources } from "../ports.ts";
import { TemplateError } from "./resources.ts";

/**
 * Stops the start when the template holds anything that no part honors. A path names properties from the outside in
 * (`RedrivePolicy.maxReceiveCount`), passes through lists without an index, and honors everything beneath it.
 *
 * @throws TemplateError with one line per finding: logical id, type and property.
 */
export function refuse(resources: Resources, honors: Honors): void {
  const findings = resources.all.flatMap((resource) => {
    const paths = honors[resource.type];
    if (paths === undefined) return [`${resource.logicalId} (${resource.type}): this resource type is not honored`];
    const honored = paths.map((path) => path.split("."));
    return propertyPaths(resource.properties)
      .filter((path) => !honored.some((pattern) => covers(pattern, path)))
      .map((path) => `${resource.logicalId} (${resource.type}): the property ${path.join(".")} is not honored`);
  });
  if (findings.length === 0) return;
  const lines = [...new Set(findings)].map((finding) => `  ${finding}`);
  throw new TemplateError(
    `The template holds what the local runtime does not honor:\n${lines.join("\n")}\nAdd it to the part in infra/local that owns the type, or leave it out of the stack.`,
  );
}

/** Every path in `value` that ends at something other than a filled object or list; lists are passed through. */
export function propertyPaths(value: unknown, path: readonly string[] = []): string[][] {
  const children: [readonly string[], unknown][] = Array.isArray(value)
    ? value.map((item) => [path, item])
    : typeof value === "object" && value !== null
      ? Object.entries(value).map(([name, item]) => [[...path, name], item])
      : [];
  if (children.length > 0) return children.flatMap(([at, item]) => propertyPaths(item, at));
  return path.length === 0 ? [] : [[...path]];
}

function covers(pattern: readonly string[], path: readonly string[]): boolean {
  return pattern.length <= path.length && pattern.every((name, index) => name === path[index]);
}
