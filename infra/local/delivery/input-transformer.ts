import { AwsError } from "../ports.ts";
import type { BusEvent } from "./event.ts";

/** What a rule makes of an event before its target gets it. */
export type InputTransformer = {
  /** Names for values of the event, by JSON path: `{ "messageId": "$.detail.mail.messageId" }`. */
  readonly paths: Readonly<Record<string, string>>;
  /** JSON in which each `<name>` outside of a string stands for its value. */
  readonly template: string;
};

const valueAt = (event: unknown, path: string): unknown => {
  if (!/^\$(\.[\w-]+)+$/.test(path))
    throw new AwsError("ValidationException", `The input path ${path} is not supported.`);
  return path
    .split(".")
    .slice(1)
    .reduce<unknown>((value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name], event);
};

/**
 * The text that a target gets in the event's place. A value is put in as JSON: a string with its quotes, a list whole
 * (EventBridge User Guide, "Input transformation"). One that is not there is an empty string here; what AWS puts in its
 * place is not documented, so a rule's pattern should ask for what its template names.
 */
export function transformed({ paths, template }: InputTransformer, event: BusEvent): string {
  return template.replace(/<([\w-]+)>/g, (_, name: string) => {
    const path = paths[name];
    if (path === undefined)
      throw new AwsError("ValidationException", `The input template names <${name}>, which has no path.`);
    return JSON.stringify(valueAt(event, path) ?? "");
  });
}
