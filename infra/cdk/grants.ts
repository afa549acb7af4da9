import type { Door, DoorAction } from "@millrace/contracts/define-door";
import type { Route } from "@millrace/contracts/define-route";
import { keyPrefixOf, type tableKeys } from "@millrace/table/table";
import type { TableV2 } from "aws-cdk-lib/aws-dynamodb";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { FunctionPlan } from "./plan.ts";

/** What a function may do behind one service's wall. */
export type Grant = { readonly service: string; readonly actions: readonly DoorAction[] };

const reads: readonly DoorAction[] = ["BatchGetItem", "GetItem", "Query"];
const writes: readonly DoorAction[] = ["PutItem", "UpdateItem"];

/** Lists and work finders. The feed (gsi3) is read by none of the functions here, and gsi4 is reserved. */
const queriedIndexes: readonly (keyof typeof tableKeys.indexes)[] = ["gsi1", "gsi2"];

/**
 * What functions leave of the actions behind their own wall, because none of their routes, reactions and schedules reads one
 * item by itself, searches, or changes what is there. The end-to-end run lists what else goes unused.
 */
const unneeded: Readonly<Record<string, readonly DoorAction[]>> = {
  "carts-api": ["GetItem"],
  "catalog-import": ["GetItem"],
  "carts-abandon-carts": ["GetItem"],
  "inventory-api": ["GetItem"],
  "inventory-events": ["GetItem"],
  "inventory-settle-tickets": ["GetItem"],
  "notifications-events": ["Query"],
  "orders-checkout": ["GetItem", "Query", "UpdateItem"],
  "orders-events": ["Query"],
  "orders-expire-unpaid-orders": ["GetItem"],
  "payments-events": ["BatchGetItem", "Query"],
  "tracking-api": ["BatchGetItem", "GetItem", "Query", "UpdateItem"],
  "tracking-authorizer": ["BatchGetItem", "GetItem", "Query", "PutItem"],
  "tracking-events": ["BatchGetItem", "GetItem", "PutItem"],
  "tracking-socket": ["BatchGetItem", "GetItem"],
};

/** What a function may do behind its own wall. */
export function ownActionsOf(plan: FunctionPlan): readonly DoorAction[] {
  const all = isReadOnly(plan) ? reads : [...reads, ...writes];
  return all.filter((action) => !unneeded[plan.name]?.includes(action));
}

function doorsOf({ routes, reactions, schedules, handler }: FunctionPlan): readonly Door[] {
  const all: readonly { readonly doors?: Route["doors"] }[] = [
    ...Object.values(routes),
    ...Object.values(reactions),
    ...Object.values(schedules),
    ...(handler ? [handler] : []),
  ];
  return all.flatMap(({ doors }) => Object.values(doors ?? {}));
}

function isReadOnly({ trigger, routes }: FunctionPlan): boolean {
  return trigger === "http" && Object.values(routes).every(({ method }) => method === "GET");
}

/** A function's grants: reads (and writes, unless it only answers GET) of its own prefix, and what its doors need. */
export function grantsOf(plan: FunctionPlan): readonly Grant[] {
  const own = { service: plan.service, actions: ownActionsOf(plan) };
  const needed = [...(plan.storesItems ? [own] : []), ...doorsOf(plan)];
  const byService = Map.groupBy(needed, ({ service }) => service);
  return [...byService].map(([service, grants]) => ({
    service,
    actions: [...new Set(grants.flatMap(({ actions }) => actions))].sort(),
  }));
}

/** One request may read keys of several services with this action alone; all others name one key or one partition. */
const acrossServices: DoorAction = "BatchGetItem";

/**
 * `Null` beside `ForAllValues`, because a request that names no key would pass the latter (IAM User Guide, "Set operators
 * for multivalued context keys").
 */
function statementOf(table: TableV2, services: readonly string[], actions: readonly DoorAction[]): PolicyStatement {
  return new PolicyStatement({
    actions: actions.map((action) => `dynamodb:${action}`),
    resources: [
      table.tableArn,
      ...(actions.includes("Query") ? queriedIndexes.map((index) => `${table.tableArn}/index/${index}`) : []),
    ],
    conditions: {
      "ForAllValues:StringLike": { "dynamodb:LeadingKeys": services.map((service) => `${keyPrefixOf(service)}*`) },
      Null: { "dynamodb:LeadingKeys": "false" },
    },
  });
}

/**
 * Grants as policy statements: one per prefix, and one for batched reads over all prefixes that may be read. The keys of a
 * BatchGetItem are judged together, and every one of them must be allowed by the same statement.
 */
export function statementsOf(table: TableV2, grants: readonly Grant[]): readonly PolicyStatement[] {
  const single = grants
    .map(({ service, actions }) => ({ service, actions: actions.filter((action) => action !== acrossServices) }))
    .filter(({ actions }) => actions.length > 0)
    .map(({ service, actions }) => statementOf(table, [service], actions));
  const batched = grants.filter(({ actions }) => actions.includes(acrossServices)).map(({ service }) => service);
  return batched.length === 0 ? single : [...single, statementOf(table, batched, [acrossServices])];
}
