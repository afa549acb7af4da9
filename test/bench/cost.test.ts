import { describe, expect, inject, it } from "vitest";
import { deploy } from "../infra/deployment.ts";
import { orderLines, totalOf } from "./cost-lines.ts";
import { idleCost, trial } from "./idle-cost.ts";
import { countOrder } from "./order-units.ts";
import { costOf, prices } from "./prices.ts";
import { stockedShop } from "./with-shop.ts";

const { resources } = deploy();

describe("an order of two lines", () => {
  it("takes these units, and costs 24 cents a thousand at the most without computing and logs", async () => {
    const shop = await stockedShop(inject("dynamodbEndpoint"), 1_000);
    // The first order of an article costs more: its counter begins with it.
    await countOrder(shop, resources);
    const units = await countOrder(shop, resources);
    shop.house.close();
    const { tableBytes, ...exact } = units;
    // Random ids compress by a few bytes more or less.
    expect(Math.abs(tableBytes - 11_973)).toBeLessThan(100);
    expect(exact).toMatchInlineSnapshot(`
      {
        "apiCalls": 3,
        "factBytes": 3956,
        "facts": 5,
        "indexBytes": 3843,
        "indexUnits": 19,
        "invocations": {
          "carts-api": 1,
          "customers-api": 1,
          "customers-authorizer": 1,
          "inventory-events": 1,
          "notifications-events": 2,
          "orders-checkout": 1,
          "orders-events": 1,
          "payments-events": 1,
          "relay": 5,
          "relay-access": 1,
          "relay-topics": 2,
          "tracking-events": 2,
        },
        "mails": 1,
        "messages": 9,
        "notices": 3,
        "otherTraces": 9,
        "readUnits": 31,
        "storyTraces": 9,
        "tableUnits": 48,
      }
    `);
    const nothing = { memoryOf: () => 1_024, runOf: () => ({ milliseconds: 0, logBytes: 0 }) };
    expect(totalOf(orderLines(units, nothing)) * 1_000).toBeLessThan(0.24);
  });
});

describe("a stage without traffic", () => {
  const paidFor = (context: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      idleCost(deploy("dev", context).resources)
        .filter(({ month }) => month > 0)
        .map(({ type, count, month }) => [type, `${count}: $${month.toFixed(2)}`]),
    );

  it("costs this a month, by type of resource", () => {
    expect(paidFor({})).toMatchInlineSnapshot(`
      {
        "AWS::CloudWatch::Alarm": "65: $6.50",
        "AWS::Cognito::UserPoolClient": "1: $6.00",
        "AWS::Events::Rule": "4: $1.10",
        "AWS::Lambda::EventSourceMapping": "6: $1.56",
        "AWS::SecretsManager::Secret": "2: $0.80",
      }
    `);
  });

  it("costs next to nothing where it is for trying out", () => {
    expect(paidFor(trial)).toMatchInlineSnapshot(`
      {
        "AWS::Events::Rule": "4: $1.10",
        "AWS::Lambda::EventSourceMapping": "6: $1.56",
        "AWS::SecretsManager::Secret": "2: $0.80",
      }
    `);
  });

  it("has no resource of a type that nobody has priced", () => {
    const [any] = resources.all;
    if (any === undefined) throw new Error("The stacks are empty.");
    expect(() => idleCost({ all: [{ ...any, type: "AWS::CloudWatch::Dashboard" }] })).toThrow("is not known");
  });
});

describe("prices", () => {
  it.each(Object.entries(prices))("%s says where it was read, and what it is for", (_, { source, unit, dollars }) => {
    expect(source).toMatch(/\d{4}|AWS/);
    expect(unit).not.toBe("");
    expect(dollars).toBeGreaterThan(0);
  });

  it("are for so many at a time", () => {
    expect(costOf("mail", 500)).toBeCloseTo(0.05);
  });
});
