import type { Door } from "@millrace/contracts/define-door";
import type { Route } from "@millrace/contracts/define-route";
import { describe, expect, it } from "vitest";
import { ownActionsOf } from "../../infra/cdk/grants.ts";
import type { FunctionPlan } from "../../infra/cdk/plan.ts";
import { services } from "../../infra/cdk/services.ts";
import type { Resource } from "../../infra/local/ports.ts";
import { at, deploy, listOf, planOf, type Statement, statementsOf, variablesOf } from "./deployment.ts";

const deployment = deploy();
const { resources } = deployment;
const functions = resources.ofType("AWS::Lambda::Function").map((fn) => [fn.ref, fn] as const);
const tableArn = resources.ofType("AWS::DynamoDB::GlobalTable")[0]?.attributes["Arn"] ?? "";

/** Actions that know no resources (Service Authorization Reference). */
const withoutResources = ["xray:PutTraceSegments", "xray:PutTelemetryRecords", "dynamodb:ListStreams"];

function doorsOf({ routes, reactions, schedules, handler }: FunctionPlan) {
  return [
    ...Object.values<{ doors?: Route["doors"] }>(routes),
    ...Object.values(reactions),
    ...Object.values(schedules),
    ...(handler ? [handler] : []),
  ].flatMap(({ doors }): readonly Door[] => Object.values(doors ?? {}));
}

/**
 * `$orders#* dynamodb:Query` for all that a function's manifest lets it do; one that only answers GET writes nothing, and
 * one whose service stores nothing, or that is neither route, reaction, schedule nor socket, touches nothing of its own.
 */
function neededBy(plan: FunctionPlan): ReadonlySet<string> {
  const storing = services.filter(({ storesNothing }) => !storesNothing).map(({ name }) => name);
  const own = { service: plan.service, actions: ownActionsOf(plan) };
  const touchesOwn = storing.includes(plan.service) && (plan.handler === undefined || plan.handler.doors !== undefined);
  return new Set(
    [...(touchesOwn ? [own] : []), ...doorsOf(plan)].flatMap(({ service, actions }) =>
      actions.map((action) => `$${service}#* dynamodb:${action}`),
    ),
  );
}

function actionsOf({ Action }: Statement): readonly string[] {
  return listOf(Action);
}
function resourcesOf({ Resource: given }: Statement): readonly string[] {
  return listOf(given);
}
function isOnTable(statement: Statement): boolean {
  return resourcesOf(statement).some((arn) => arn.startsWith(`${tableArn}`) && !arn.includes("/stream/"));
}
function prefixesOf({ Condition }: Statement): readonly string[] {
  return listOf(Condition?.["ForAllValues:StringLike"]?.["dynamodb:LeadingKeys"] as string | readonly string[]);
}

function holdersOf(action: string): readonly string[] {
  return functions
    .filter(([, fn]) => statementsOf(deployment, fn).some((statement) => actionsOf(statement).includes(action)))
    .map(([name]) => name);
}

/** The functions that may read a secret. */
function readersOf(secretName: string): readonly string[] {
  const [secret] = resources
    .ofType("AWS::SecretsManager::Secret")
    .filter(({ properties }) => properties["Name"] === secretName);
  return functions
    .filter(([, fn]) =>
      statementsOf(deployment, fn).some((statement) => resourcesOf(statement).includes(String(secret?.ref))),
    )
    .map(([name]) => name);
}

function tableStatementsOf(fn: Resource): readonly Statement[] {
  return statementsOf(deployment, fn).filter(isOnTable);
}

describe.each(functions)("the role of %s", (_, fn) => {
  const plan = planOf(fn);

  it("allows named actions on named resources", () => {
    for (const statement of statementsOf(deployment, fn)) {
      expect(statement.Effect).toBe("Allow");
      for (const action of actionsOf(statement)) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/);
      if (actionsOf(statement).every((action) => withoutResources.includes(action))) continue;
      expect(resourcesOf(statement)).not.toContain("*");
    }
  });

  it("stays behind the walls: its own things, and through each door only what the door does", () => {
    const granted = tableStatementsOf(fn).flatMap((statement) =>
      prefixesOf(statement).flatMap((prefix) => actionsOf(statement).map((action) => `${prefix} ${action}`)),
    );
    expect([...granted].sort()).toEqual([...neededBy(plan)].sort());
  });

  it("names the keys it may touch, in a way that an empty request does not pass", () => {
    for (const statement of tableStatementsOf(fn)) {
      expect(Object.keys(statement.Condition ?? {}).sort()).toEqual(["ForAllValues:StringLike", "Null"]);
      expect(statement.Condition?.["Null"]).toEqual({ "dynamodb:LeadingKeys": "false" });
      // Only a batched read names keys of several services at once.
      if (prefixesOf(statement).length > 1) expect(actionsOf(statement)).toEqual(["dynamodb:BatchGetItem"]);
    }
  });

  it("never scans nor deletes, and asks an index only by query", () => {
    for (const statement of tableStatementsOf(fn)) {
      const known = ["BatchGetItem", "GetItem", "Query", "PutItem", "UpdateItem"].map((action) => `dynamodb:${action}`);
      expect(known).toEqual(expect.arrayContaining([...actionsOf(statement)]));
      const indexes = resourcesOf(statement).filter((arn) => arn.includes("/index/"));
      expect(indexes.length > 0).toBe(actionsOf(statement).includes("dynamodb:Query"));
    }
  });

  it("goes with what the function is told: of the table, of secrets and of topics exactly where it may use them", () => {
    const told = Object.values(variablesOf(fn)).filter((value) => /^arn:aws:(secretsmanager|sns):/.test(value));
    const usable = statementsOf(deployment, fn)
      .filter((statement) => /^(secretsmanager|sns):/.test(actionsOf(statement)[0] ?? ""))
      .flatMap(resourcesOf);
    expect(told.sort()).toEqual([...usable].sort());
    expect("TABLE_NAME" in variablesOf(fn)).toBe(tableStatementsOf(fn).length > 0);
  });

  it("sends only to its own dead letters", () => {
    const sending = statementsOf(deployment, fn).filter((statement) =>
      actionsOf(statement).includes("sqs:SendMessage"),
    );
    const targets = sending.flatMap(resourcesOf).map((arn) => resources.named(arn).ref);
    const failures = resources
      .ofType("AWS::Lambda::EventInvokeConfig")
      .filter(({ properties }) => properties["FunctionName"] === fn.ref)
      .map((config) => resources.named(String(at(config, "DestinationConfig", "OnFailure", "Destination"))).ref);
    expect(targets).toEqual([...listOf(variablesOf(fn)["DEAD_LETTER_QUEUE_URL"]), ...failures]);
  });
});

describe("what a function may do behind its own wall", () => {
  const ownActions = (name: string) => {
    const named = functions.find(([ref]) => ref === `dev-${name}`);
    if (named === undefined) throw new Error(`There is no ${name}.`);
    return ownActionsOf(planOf(named[1]));
  };

  it("is to read, and to write where it does not only answer GET", () => {
    expect(ownActions("orders-api")).toEqual(["BatchGetItem", "GetItem", "Query"]);
    expect(ownActions("tax-api")).toEqual(["BatchGetItem", "GetItem", "Query", "PutItem", "UpdateItem"]);
  });

  it("is less where it needs less: a checkout finds nothing and changes no order", () => {
    expect(ownActions("orders-checkout")).toEqual(["BatchGetItem", "PutItem"]);
  });
});

describe("rights of few", () => {
  it("lets only the relay publish facts, and only those of this house", () => {
    expect(holdersOf("events:PutEvents")).toEqual(["dev-relay"]);
    const [policy, ...others] = resources.ofType("AWS::Events::EventBusPolicy");
    expect(others).toEqual([]);
    const role = resources.named("dev-relay").properties["Role"];
    expect(policy?.properties["Statement"]).toMatchObject({
      Effect: "Deny",
      Action: "events:PutEvents",
      Condition: { ArnNotEquals: { "aws:PrincipalArn": role } },
    });
    const statement = statementsOf(deployment, resources.named("dev-relay")).find((each) =>
      actionsOf(each).includes("events:PutEvents"),
    );
    expect(statement?.Condition).toEqual({
      "ForAllValues:StringLike": { "events:source": "millrace.*" },
      Null: { "events:source": "false" },
    });
  });

  it("lets only the relay read the stream", () => {
    expect(holdersOf("dynamodb:GetRecords")).toEqual(["dev-relay"]);
  });

  it("lets only the relay's two publishers publish to topics", () => {
    expect([...holdersOf("sns:Publish")].sort()).toEqual(["dev-relay-access", "dev-relay-topics"]);
  });

  it("lets nobody but notifications send mail", () => {
    expect(holdersOf("ses:SendEmail").filter((name) => !name.startsWith("dev-notifications-"))).toEqual([]);
  });

  it("lets only those read the guests' key who issue or prove their tokens", () => {
    expect([...readersOf("dev-guest-token-key")].sort()).toEqual(["dev-carts-api", "dev-customers-authorizer"]);
  });

  it("lets a function read the cursor key exactly when it pages", () => {
    const paging = functions.filter(([, fn]) => Object.values(planOf(fn).routes).some(({ paged }) => paged));
    expect(readersOf("dev-cursor-key")).toEqual(paging.map(([name]) => name));
    expect(paging).not.toEqual([]);
  });
});
