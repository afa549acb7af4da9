import type { Resource, Resources, Service, SupportedType } from "../ports.ts";
import { TemplateError } from "./resources.ts";

/**
 * Stops the start when the template holds a resource type, a property or a value that no service supports.
 *
 * @throws TemplateError with one line per finding: logical id, type and property.
 */
export function refuse(resources: Resources, services: Readonly<Record<string, Service>>): void {
  const types = new Map(Object.values(services).flatMap((service) => Object.entries(service.types)));
  const findings = resources.all.flatMap((resource) =>
    unsupportedIn(resource, types.get(resource.type)).map(
      (finding) => `  ${resource.logicalId} (${resource.type}): ${finding}`,
    ),
  );
  if (findings.length === 0) return;
  throw new TemplateError(
    `The template holds what the local runtime does not support:\n${[...new Set(findings)].join("\n")}\nAdd it to the service in infra/local that owns the type, or leave it out of the stack.`,
  );
}

function unsupportedIn({ properties }: Resource, type: SupportedType | undefined): readonly string[] {
  if (type === undefined) return ["this resource type is not supported"];
  const supported = type.supports.map((path) => path.split("."));
  const unknown = propertyPaths(properties).filter((path) => !supported.some((pattern) => covers(pattern, path)));
  const values = type.refuses?.(properties) ?? [];
  return [
    ...unknown.map((path) => `the property ${path.join(".")} is not supported`),
    ...values.filter((value) => value !== false),
  ];
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
