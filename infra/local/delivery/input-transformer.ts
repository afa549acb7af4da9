import type { BusEvent } from "./event.ts";

/** What a rule makes of an event before its target gets it. */
export type InputTransformer = {
  /** Names for values of the event, by JSON path: `{ "messageId": "$.detail.mail.messageId" }`. */
  readonly paths: Readonly<Record<string, string>>;
  /** JSON in which each `<name>` outside of a string stands for its value. */
  readonly template: string;
};

const placeholder = /<([\w.-]+)>/g;

/**
 * The text that a target gets in the event's place. A value is put in as JSON: a string with its quotes, a list whole
 * (EventBridge user guide, "Amazon EventBridge input transformation"). One that is not there is an empty string here; AWS
 * would leave it out, so a rule's pattern should ask for what its template names.
 */
export function transformed({ paths, template }: InputTransformer, event: BusEvent): string {
  return template.replace(placeholder, (_, name: string) => JSON.stringify(valueAt(event, paths[name] ?? "") ?? ""));
}

/** Names each part of a transformer that `transformed` does not implement; a start with such a one is refused. */
export function unsupportedInTransformer({ paths, template }: InputTransformer): string[] {
  const names = [...template.matchAll(placeholder)].map(([, name = ""]) => name);
  const odd = Object.values(paths).filter((path) => !/^\$(\.[\w-]+)+$/.test(path));
  return [
    ...odd.map((path) => `the path ${path}`),
    ...names.filter((name) => paths[name] === undefined).map((name) => `<${name}> without a path`),
    ...(isJson(template.replace(placeholder, '{"a":"b"}'))
      ? []
      : ["a template that is no JSON, or a name in a string"]),
  ];
}

/** What stands at `$.detail.mail`; `$` is all of the event. */
export function valueAt(event: unknown, path: string): unknown {
  const names = path.split(".").slice(1);
  return names.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
    event,
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
