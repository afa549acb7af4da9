import type { AnsweredCall, SdkCall } from "../support/sdk-calls.ts";
import type { Item } from "./item-size.ts";
import type { Change } from "./write-units.ts";

type Action = { readonly Key?: Item; readonly Item?: Item };
type Written = Action & { readonly TransactItems?: readonly Readonly<Record<string, Action>>[] };

const writes = new Set(["PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems"]);

export function isWrite({ operation }: SdkCall): boolean {
  return writes.has(operation);
}

export function isTransaction({ operation }: SdkCall): boolean {
  return operation === "TransactWriteItems";
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

/** The items that a call writes, each before and after it. */
export function changesBy(
  { body }: SdkCall | AnsweredCall,
  before: readonly Item[],
  after: readonly Item[],
): readonly Change[] {
  const { TransactItems, ...alone } = JSON.parse(body) as Written;
  const actions = TransactItems?.flatMap((each) => Object.values(each)) ?? [alone];
  const [old, next] = [before, after].map((items) => new Map(items.map((item) => [nameOf(item), item])));
  return actions.map(({ Key, Item }) => {
    const name = nameOf(Key ?? Item ?? {});
    return { old: old?.get(name), next: next?.get(name) };
  });
}
