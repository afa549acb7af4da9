import { matches, type Pattern } from "../../infra/local/delivery/pattern.ts";
import type { Resources } from "../../infra/local/ports.ts";

/** An event as rules see it. */
export type BusEvent = { readonly source: string; readonly "detail-type": string; readonly detail: unknown };

type Target = { readonly Arn: string };

/** The functions that an event of either bus reaches through rules and queues, once for each message. */
export function consumersOf(event: BusEvent, resources: Resources): readonly string[] {
  const mappings = resources.ofType("AWS::Lambda::EventSourceMapping");
  return resources
    .ofType("AWS::Events::Rule")
    .filter(({ properties: { EventPattern } }) => EventPattern && matches(EventPattern as Pattern, event))
    .flatMap(({ properties }) => properties["Targets"] as readonly Target[])
    .flatMap(({ Arn }) => mappings.filter(({ properties }) => properties["EventSourceArn"] === Arn))
    .map(({ properties }) => String(properties["FunctionName"]));
}
