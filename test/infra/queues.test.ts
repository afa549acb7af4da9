import { busSourceOf, isForeign } from "@millrace/contracts/define-event";
import { describe, expect, it } from "vitest";
import { services } from "../../infra/cdk/services.ts";
import { matches, type Pattern } from "../../infra/local/delivery/pattern.ts";
import type { Resource } from "../../infra/local/ports.ts";
import { at, deploy, listOf, planOf, plans, variablesOf } from "./deployment.ts";

const { resources } = deploy();
const queues = resources.ofType("AWS::SQS::Queue");
const rules = resources.ofType("AWS::Events::Rule");
const mappings = resources.ofType("AWS::Lambda::EventSourceMapping");
const bus = String(resources.ofType("AWS::Events::EventBus")[0]?.ref);

type Target = { readonly Arn: string; readonly DeadLetterConfig?: { readonly Arn: string } };
function named(all: readonly Resource[]) {
  return all.map((resource) => [resource.ref, resource] as const);
}
function targetsOf(rule: Resource) {
  return rule.properties["Targets"] as readonly Target[];
}
function deadLettersOf(queue: Resource) {
  return at(queue, "RedrivePolicy", "deadLetterTargetArn");
}
function isLast(queue: Resource): boolean {
  return /-(dead-letters|undelivered)$/.test(queue.ref);
}
function isFact(rule: Resource): boolean {
  return rule.properties["EventBusName"] === bus;
}

describe.each(named(queues))("queue %s", (_, queue) => {
  it("has dead letters or is where messages end", () => {
    if (isLast(queue)) {
      expect(queue.properties["MessageRetentionPeriod"]).toBe(14 * 24 * 60 * 60);
      expect(deadLettersOf(queue)).toBeUndefined();
    } else {
      expect(resources.named(String(deadLettersOf(queue))).ref).toBe(`${queue.ref}-dead-letters`);
    }
  });

  it("is encrypted, and refuses what does not come by TLS", () => {
    expect(queue.properties["SqsManagedSseEnabled"]).toBe(true);
    const policies = resources
      .ofType("AWS::SQS::QueuePolicy")
      .filter((policy) => (policy.properties["Queues"] as readonly string[]).includes(queue.ref));
    const statements = policies.flatMap((policy) => at(policy, "PolicyDocument", "Statement") as readonly object[]);
    expect(statements).toContainEqual(
      expect.objectContaining({ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }),
    );
  });

  it("has one consumer, unless people empty it", () => {
    const consumers = mappings.filter((mapping) => mapping.properties["EventSourceArn"] === queue.attributes["Arn"]);
    expect(consumers).toHaveLength(isLast(queue) ? 0 : 1);
  });
});

describe.each(named(mappings.filter((mapping) => String(mapping.properties["EventSourceArn"]).includes(":sqs:"))))(
  "queue mapping %s",
  (_, mapping) => {
    const fn = resources.named(String(mapping.properties["FunctionName"]));
    const queue = resources.named(String(mapping.properties["EventSourceArn"]));

    it("feeds the function of the queue's name, which reports single failures", () => {
      expect(fn.ref).toBe(queue.properties["QueueName"]);
      expect(mapping.properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ["ReportBatchItemFailures"] });
      expect(at(mapping, "ScalingConfig", "MaximumConcurrency")).toBeGreaterThanOrEqual(2);
    });

    it("hides a message for six times what the function may take", () => {
      expect(queue.properties["VisibilityTimeout"]).toBe(6 * Number(fn.properties["Timeout"]));
    });

    it("leaves giving up to the chain, and takes a message from it one receive later", () => {
      const { MAX_RECEIVES, DEAD_LETTER_QUEUE_URL } = variablesOf(fn);
      expect(at(queue, "RedrivePolicy", "maxReceiveCount")).toBe(Number(MAX_RECEIVES) + 1);
      expect(DEAD_LETTER_QUEUE_URL).toBe(resources.named(String(deadLettersOf(queue))).ref);
    });
  },
);

describe.each(named(rules))("rule %s", (_, rule) => {
  it("has one target, and a queue for what the target did not take", () => {
    const [target, ...others] = targetsOf(rule);
    expect(others).toEqual([]);
    expect(resources.named(String(target?.DeadLetterConfig?.Arn)).ref).toMatch(/-undelivered$/);
  });

  it("may call its target and its dead letters", () => {
    const allowed = [...resources.ofType("AWS::SQS::QueuePolicy"), ...resources.ofType("AWS::Lambda::Permission")]
      .map(({ properties }) => JSON.stringify(properties))
      .filter((policy) => policy.includes(JSON.stringify(rule.attributes["Arn"])));
    for (const { Arn, DeadLetterConfig } of targetsOf(rule)) {
      expect(allowed.some((policy) => policy.includes(Arn))).toBe(true);
      expect(allowed.some((policy) => policy.includes(String(DeadLetterConfig?.Arn)))).toBe(true);
    }
  });
});

describe.each(plans.filter(({ trigger }) => trigger === "logs").map((plan) => [`dev-${plan.name}`] as const))(
  "%s, which Lambda invokes on its own",
  (name) => {
    it("keeps the events that it cannot handle", () => {
      const [config, ...others] = resources
        .ofType("AWS::Lambda::EventInvokeConfig")
        .filter(({ properties }) => properties["FunctionName"] === name);
      expect(others).toEqual([]);
      expect(config?.properties).toMatchObject({ MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 21_600 });
      const destination = config && at(config, "DestinationConfig", "OnFailure", "Destination");
      expect(destination).toMatch(new RegExp(`:${name}-dead-letters$`));
    });
  },
);

const reactions = plans.flatMap((plan) =>
  Object.entries(plan.reactions).map(([name, { to }]) => [name, { plan, to }] as const),
);

describe.each(reactions)("%s", (_, { plan, to }) => {
  const queue = resources.named(`arn:aws:sqs:us-east-1:000000000000:dev-${plan.name}`);
  const source = isForeign(to) ? to.service : `millrace.${to.service}`;
  const feeding = rules.filter((rule) => targetsOf(rule).some(({ Arn }) => Arn === queue.attributes["Arn"]));

  it("is fed by exactly one rule, which says what its contract says", () => {
    const patterns = feeding
      .map((rule) => rule.properties["EventPattern"] as Pattern)
      .filter((pattern) => String(pattern["source"]) === source && String(pattern["detail-type"]) === to.name);
    expect(patterns).toHaveLength(1);
    if (!isForeign(to)) expect(patterns).toEqual([{ source: [source], "detail-type": [to.name] }]);
  });

  it("reacts to a fact that somebody publishes", () => {
    if (isForeign(to)) return;
    expect(services.flatMap(({ publishes }) => publishes)).toContain(to);
  });
});

describe("rules of the bus", () => {
  it("are one per reaction, and one for all that a handler takes", () => {
    const own = reactions.filter(([, { to }]) => !isForeign(to));
    const taking = plans.flatMap(({ name, handler }) => (handler?.takes ? [[name, handler.takes] as const] : []));
    expect(taking.map(([name]) => name)).toEqual(["relay-topics"]);
    expect(rules.filter(isFact)).toHaveLength(own.length + taking.length);
    for (const [name, facts] of taking) {
      const rule = rules.find(({ ref }) => ref.endsWith(`dev-${name}`));
      expect(rule?.properties["EventPattern"]).toEqual({
        source: [...new Set(facts.map(({ service }) => busSourceOf(service)))],
        "detail-type": facts.map((fact) => fact.name),
      });
      expect(rule && targetsOf(rule).map(({ Arn }) => resources.named(Arn).properties["QueueName"])).toEqual([
        `dev-${name}`,
      ]);
    }
  });

  it("route only facts that somebody publishes", () => {
    const published = services.flatMap(({ publishes }) => publishes);
    for (const fact of plans.flatMap(({ handler }) => handler?.takes ?? [])) expect(published).toContain(fact);
  });

  it("run each schedule as often as it says", () => {
    const ticking = plans.flatMap(({ name, schedules }) =>
      Object.values(schedules).map(({ everyMinutes }) => [`dev-${name}`, everyMinutes]),
    );
    const expressions = rules
      .filter((rule) => rule.properties["ScheduleExpression"] !== undefined)
      .map((rule) => [
        rule.ref,
        Number(/^rate\((\d+) minutes?\)$/.exec(String(rule.properties["ScheduleExpression"]))?.[1]),
      ]);
    expect(expressions).toEqual(ticking);
  });
});

describe("the relay's mapping", () => {
  const [mapping] = mappings.filter(({ properties }) => String(properties["EventSourceArn"]).includes("/stream/"));

  it("reads the journal from the first entry on, in order, and keeps what it gives up", () => {
    expect(planOf(resources.named(String(mapping?.properties["FunctionName"]))).name).toBe("relay");
    expect(mapping?.properties).toMatchObject({
      StartingPosition: "TRIM_HORIZON",
      BatchSize: 100,
      FunctionResponseTypes: ["ReportBatchItemFailures"],
      BisectBatchOnFunctionError: true,
    });
    expect(mapping?.properties["ParallelizationFactor"] ?? 1).toBe(1);
    expect(mapping?.properties["MaximumRetryAttempts"]).toBeGreaterThan(0);
    expect(mapping && at(mapping, "DestinationConfig", "OnFailure", "Destination")).toMatch(
      /^arn:aws:s3:::dev-millrace-failures-/,
    );
  });

  it("gives a record up long before the stream forgets what waits behind it", () => {
    expect(mapping?.properties["MaximumRecordAgeInSeconds"]).toBeLessThanOrEqual(6 * 60 * 60);
  });

  it("lets journal inserts through and nothing else", () => {
    const filters = listOf(mapping && (at(mapping, "FilterCriteria", "Filters") as readonly { Pattern: string }[]));
    const record = (eventName: string, entity: string, more: object = {}) => ({
      eventName,
      dynamodb: { NewImage: { __edb_e__: { S: entity }, ...more } },
    });
    const passes = (event: object) => filters.some(({ Pattern }) => matches(JSON.parse(Pattern), event));
    expect(passes(record("INSERT", "journal"))).toBe(true);
    expect(passes(record("MODIFY", "journal"))).toBe(false);
    expect(passes(record("REMOVE", "journal"))).toBe(false);
    expect(passes(record("INSERT", "stock"))).toBe(false);
    expect(passes(record("INSERT", "journal", { seeded: { BOOL: true } }))).toBe(false);
  });
});
