import { describe, expect, it } from "vitest";
import { arn } from "../template/physical.ts";
import { aRule, policyFor, queueArn, queueUrl, startStack } from "./fake-stack.ts";

const rule = { Name: "team-placed", EventBusName: "facts" };
const own = arn("events", "rule/facts/team-placed");
const pattern = JSON.stringify({ source: ["millrace.orders"], "detail-type": ["order.placed"] });

/** A person's queue `team` behind a rule of their own, on the stack's bus. */
async function subscribed(target: object = {}, queuePolicy = policyFor("team", "events.amazonaws.com", own)) {
  const started = await startStack(aRule());
  const { events, sqs } = started;
  await sqs("CreateQueue", { QueueName: "team", Attributes: { Policy: queuePolicy } });
  expect(await events("PutRule", { ...rule, EventPattern: pattern })).toEqual({ RuleArn: own });
  const Targets = [{ Id: "queue", Arn: queueArn("team"), ...target }];
  await events("PutTargets", { Rule: rule.Name, EventBusName: "facts", Targets });
  return started;
}

// EventBridge API reference, PutRule, PutTargets, ListRules, ListTargetsByRule, RemoveTargets, DeleteRule.
describe("a rule of one's own", () => {
  it("brings a queue of one's own the events it matches, beside the template's", async () => {
    const { put, receive } = await subscribed();
    await put({ Detail: '{"total":3}' });
    await put({ DetailType: "order.canceled" });
    expect(await receive("orders")).toHaveLength(2);
    const messages = await receive("team");
    expect(messages.map(({ Body }) => JSON.parse(Body))).toMatchObject([
      { source: "millrace.orders", "detail-type": "order.placed", detail: { total: 3 } },
    ]);
  });

  it("is shown with the template's, and ended", async () => {
    const { events, put, receive } = await subscribed({ InputPath: "$.detail" });
    const shown = { Name: rule.Name, Arn: own, EventBusName: "facts", State: "ENABLED", EventPattern: pattern };
    expect(await events("ListRules", { EventBusName: "facts" })).toEqual({
      Rules: [expect.objectContaining({ Name: "to-orders" }), shown],
    });
    expect(await events("ListRules", { EventBusName: arn("events", "event-bus/facts"), NamePrefix: "team" })).toEqual({
      Rules: [shown],
    });
    expect(await events("ListRules")).toEqual({ Rules: [] });
    expect(await events("DescribeRule", rule)).toEqual(shown);
    const named = { Rule: rule.Name, EventBusName: "facts" };
    expect(await events("ListTargetsByRule", named)).toEqual({
      Targets: [{ Id: "queue", Arn: queueArn("team"), InputPath: "$.detail" }],
    });
    await expect(events("DeleteRule", rule)).rejects.toMatchObject({ code: "ValidationException" });
    expect(await events("RemoveTargets", { ...named, Ids: ["queue", "none"] })).toMatchObject({
      FailedEntryCount: 1,
      FailedEntries: [{ TargetId: "none", ErrorCode: "ResourceNotFoundException" }],
    });
    await put();
    expect(await receive("team")).toEqual([]);
    await events("DeleteRule", rule);
    await events("DeleteRule", rule);
    await expect(events("ListTargetsByRule", named)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("keeps its targets when it is put again, and rests while it is disabled", async () => {
    const { events, put, receive } = await subscribed();
    await events("PutRule", { ...rule, EventPattern: pattern, State: "DISABLED" });
    await put();
    expect(await receive("team")).toEqual([]);
    await events("PutRule", { ...rule, EventPattern: pattern });
    await put();
    expect(await receive("team")).toHaveLength(1);
  });

  it.each([
    ["a part of the event", { InputPath: "$.detail.order" }, '{"id":1}'],
    ["a text of one's own", { Input: '{"fixed":true}' }, '{"fixed":true}'],
    [
      "what a transformer makes of it",
      { InputTransformer: { InputPathsMap: { id: "$.detail.order.id" }, InputTemplate: '{"order":<id>}' } },
      '{"order":1}',
    ],
  ])("gives its target %s", async (_, target, body) => {
    const { put, receive } = await subscribed(target);
    await put({ Detail: '{"order":{"id":1}}' });
    expect((await receive("team")).map(({ Body }) => Body)).toEqual([body]);
  });

  // EventBridge user guide, "Using resource-based policies", "Amazon SQS permissions".
  it.each([
    ["without a policy", ""],
    ["with a policy for another rule", policyFor("team", "events.amazonaws.com", `${own}2`)],
    ["with a policy for another service", policyFor("team", "sns.amazonaws.com", own)],
  ])("delivers nothing to a queue %s, but tells a dead-letter queue whose policy lets it", async (_, policy) => {
    const { sqs, put, receive } = await subscribed({ DeadLetterConfig: { Arn: queueArn("letters") } }, policy);
    await put();
    await sqs("CreateQueue", { QueueName: "letters" });
    await put();
    const Policy = policyFor("letters", "events.amazonaws.com", own);
    await sqs("SetQueueAttributes", { QueueUrl: queueUrl("letters"), Attributes: { Policy } });
    await put();
    expect(await receive("team")).toEqual([]);
    expect(await receive("letters")).toMatchObject([
      { MessageAttributes: { ERROR_CODE: { StringValue: "NO_PERMISSIONS" }, RULE_ARN: { StringValue: own } } },
    ]);
  });

  it("reaches no queue of the template, whose policy names the template's rules", async () => {
    const { events, put, receive } = await subscribed();
    const Targets = [{ Id: "other", Arn: queueArn("dead") }];
    await events("PutTargets", { Rule: rule.Name, EventBusName: "facts", Targets });
    await put();
    expect(await receive("dead")).toEqual([]);
    expect(await receive("team")).toHaveLength(1);
  });

  it("goes on without a target that is gone", async () => {
    const { sqs, put, receive } = await subscribed();
    await sqs("DeleteQueue", { QueueUrl: queueUrl("team") });
    await put();
    expect(await receive("orders")).toHaveLength(1);
  });
});

describe("rules and targets that are refused", () => {
  it.each([
    ["InvalidEventPatternException", { EventPattern: "no JSON" }],
    ["InvalidEventPatternException", { EventPattern: '{"a":[]}' }],
    ["InvalidEventPatternException", { EventPattern: '{"source":"x"}' }],
    ["ValidationException", { Name: "no spaces" }],
    ["ValidationException", { State: "OFF" }],
    ["ValidationException", { ScheduleExpression: "rate(1 minute)" }],
    ["ResourceNotFoundException", { EventBusName: "nowhere" }],
    ["MissingParameter", { EventPattern: undefined }],
  ])("%s: the rule %j", async (code, changes) => {
    const { events } = await startStack();
    const put = events("PutRule", { ...rule, EventPattern: pattern, ...changes });
    await expect(put).rejects.toMatchObject({ code });
  });

  it.each([
    ["ValidationException", [{ Id: "a", Arn: arn("lambda", "function:dev-relay") }]],
    ["ValidationException", [{ Id: "a", Arn: queueArn("team"), RoleArn: "x" }]],
    ["ValidationException", [{ Id: "a", Arn: queueArn("team"), Input: "no JSON" }]],
    ["ValidationException", [{ Id: "a", Arn: queueArn("team"), Input: "{}", InputPath: "$" }]],
    ["ValidationException", [{ Id: "a", Arn: queueArn("team"), InputPath: "detail" }]],
    ["ValidationException", [{ Id: "a", Arn: queueArn("team"), InputTransformer: { InputTemplate: "<x>" } }]],
    ["LimitExceededException", ["1", "2", "3", "4", "5", "6"].map((Id) => ({ Id, Arn: queueArn("team") }))],
  ])("%s: the targets %j", async (code, Targets) => {
    const { events } = await subscribed();
    const put = events("PutTargets", { Rule: rule.Name, EventBusName: "facts", Targets });
    await expect(put).rejects.toMatchObject({ code });
  });

  it("any change to the template's own", async () => {
    const { events } = await startStack(aRule());
    const code = "ManagedRuleException";
    const named = { Name: "to-orders", EventBusName: "facts" };
    await expect(events("PutRule", { ...named, EventPattern: pattern })).rejects.toMatchObject({ code });
    await expect(events("DeleteRule", named)).rejects.toMatchObject({ code });
    const targets = { Rule: "to-orders", EventBusName: "facts" };
    const Targets = [{ Id: "x", Arn: queueArn("team") }];
    await expect(events("PutTargets", { ...targets, Targets })).rejects.toMatchObject({ code });
    await expect(events("RemoveTargets", { ...targets, Ids: ["t"] })).rejects.toMatchObject({ code });
  });
});
