import { AwsError } from "../ports.ts";
import type { StoredTrace } from "./trace-store.ts";

type Filter = (trace: StoredTrace) => boolean;

const terms =
  /^\s*(?:annotation(?:\.([\w-]+)|\[([^\]]+)\])\s*(=|ENDSWITH(?=\s*"))\s*("(?:[^"\\]|\\.)*"|true|false|-?\d+(?:\.\d+)?)|service\(\s*("(?:[^"\\]|\\.)*")\s*\))\s*(AND\s|$)/;

/**
 * Compiles a filter expression: `annotation.key = value` or `annotation[key] ENDSWITH "value"`, and `service("name")`, joined by AND.
 * Source: X-Ray Developer Guide, "Use filter expressions".
 * @throws AwsError InvalidRequestException for everything else the language knows
 */
export function compileFilter(expression: string | undefined): Filter {
  if (expression === undefined || expression.trim() === "") return () => true;
  const filters: Filter[] = [];
  for (let rest = expression; ; ) {
    const match = terms.exec(rest);
    if (match === null) {
      throw new AwsError(
        "InvalidRequestException",
        `The local runtime cannot evaluate "${rest.trim()}": it knows annotation.key = value, ENDSWITH and service("name"), joined by AND.`,
      );
    }
    const [whole, dotted, bracketed, operator, value, service, joint] = match;
    const annotated = operator === "=" ? equal : ending;
    filters.push(
      service === undefined
        ? annotated(dotted ?? bracketed ?? "", JSON.parse(value ?? "null"))
        : reached(JSON.parse(service)),
    );
    if (joint === "" || joint === undefined) return (trace) => filters.every((filter) => filter(trace));
    rest = rest.slice(whole.length);
  }
}

function equal(key: string, value: string | number | boolean): Filter {
  return ({ annotations }) => annotations.get(key)?.has(value) === true;
}

function ending(key: string, end: string): Filter {
  return ({ annotations }) =>
    [...(annotations.get(key) ?? [])].some((value) => typeof value === "string" && value.endsWith(end));
}

function reached(name: string): Filter {
  return ({ services }) => services.has(name);
}
