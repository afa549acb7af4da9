/** The README's table of resource types: `node infra/local/supported-types.ts` prints it. */
import type { Service } from "./ports.ts";
import { services } from "./services.ts";

/** A row for each resource type: type, supported properties, model, source of its rules. */
export function supportedTypes(): string {
  const rows = Object.values<Service>(services)
    .flatMap(({ types, source }) => Object.entries(types).map(([type, supported]) => ({ type, source, ...supported })))
    .sort((a, b) => a.type.localeCompare(b.type))
    .map(({ type, supports, model, source }) => {
      const properties = supports.toSorted().map((path) => `\`${path}\``);
      return `| ${type.replace("AWS::", "")} | ${properties.join(" ")} | [${model}](${model}) | ${source} |`;
    });
  const head = ["| type (AWS::…) | supported properties | model | source of its rules |", "|---|---|---|---|"];
  return [...head, ...rows].join("\n");
}

if (import.meta.main) process.stdout.write(`${supportedTypes()}\n`);
