import { describe, expect, it } from "vitest";
import { aResource, resourcesOf } from "../iam/fixture.ts";
import type { AwsCall, Context, Resource } from "../ports.ts";
import { aClock, someLogs } from "./fixture.ts";
import { createMailbox } from "./mailbox.ts";

const set = "dev-mail";
function destination(properties: object = {}) {
  return aResource("AWS::SES::ConfigurationSetEventDestination", "Destination", {
    ConfigurationSetName: set,
    EventDestination: {
      MatchingEventTypes: ["SEND"],
      Enabled: true,
      EventBridgeDestination: { EventBusArn: "arn" },
      ...properties,
    },
  });
}
const mail = {
  FromEmailAddress: "Shop <hello@shop.example>",
  Destination: { ToAddresses: ["ada@example.com"] },
  Content: {
    Simple: {
      Subject: { Data: "Order confirmed" },
      Body: { Text: { Data: "Thank you." }, Html: { Data: "<p>Thank you.</p>" } },
    },
  },
  ConfigurationSetName: set,
  EmailTags: [{ Name: "eventId", Value: "ord_1-000000002" }],
};

function aMailbox(...resources: readonly Resource[]) {
  const clock = aClock(Date.parse("2026-11-01T10:00:00.000Z"));
  const published: Readonly<Record<string, unknown>>[] = [];
  const logged: string[] = [];
  const logs = someLogs();
  logs.subscribe((_logGroup, message) => logged.push(message));
  let isBusDown = false;
  const context = {
    resources: resourcesOf(aResource("AWS::SES::ConfigurationSet", "Set", { Name: set }), ...resources),
    clock,
    random: () => 0.5,
    logs,
    call: async (
      service: string,
      operation: string,
      input: { Entries: readonly Readonly<Record<string, unknown>>[] },
    ) => {
      if (isBusDown) throw new Error("bus down");
      published.push(...input.Entries.map((entry) => ({ service, operation, ...entry })));
      return {};
    },
  } as unknown as Context;
  const mailbox = createMailbox(context);
  const send = async (input: AwsCall["input"]) =>
    mailbox.apis[0]?.operations.SendEmail?.({
      service: "ses",
      operation: "SendEmail",
      input,
      principal: { kind: "operator" },
    });
  const settle = async () => {
    clock.advance(1);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { mailbox, send, settle, published, logged, breakBus: () => (isBusDown = true) };
}

// SES API v2 Reference, SendEmail
describe("the mailbox", () => {
  it("keeps every mail, also the same one sent twice", async () => {
    const { mailbox, send } = aMailbox();
    const answer = await send(mail);
    await send(mail);
    expect(mailbox.mails()).toHaveLength(2);
    expect(mailbox.mails()[0]).toEqual({
      messageId: answer?.MessageId,
      to: ["ada@example.com"],
      from: "Shop <hello@shop.example>",
      subject: "Order confirmed",
      text: "Thank you.",
      html: "<p>Thank you.</p>",
      tags: { eventId: "ord_1-000000002" },
      at: "2026-11-01T10:00:00.000Z",
    });
  });

  it.each([
    ["an unknown configuration set", { ConfigurationSetName: "other" }, "NotFoundException", 404],
    ["a recipient without a domain", { Destination: { ToAddresses: ["ada"] } }, "BadRequestException", 400],
    ["a recipient with spaces", { Destination: { ToAddresses: ["a da@example.com"] } }, "BadRequestException", 400],
    ["no recipient", { Destination: {} }, "BadRequestException", 400],
    ["a sender without a domain", { FromEmailAddress: "hello" }, "BadRequestException", 400],
    // SES API v2 Reference, MessageTag: only ASCII letters, digits, `_` and `-`
    ["a tag with a dot", { EmailTags: [{ Name: "eventId", Value: "ord_1.000000002" }] }, "BadRequestException", 400],
    ["raw content", { Content: { Raw: { Data: "" } } }, "BadRequestException", 400],
  ])("refuses %s and keeps nothing", async (_what, change, code, status) => {
    const { mailbox, send } = aMailbox();
    await expect(send({ ...mail, ...change })).rejects.toMatchObject({ code, status });
    expect(mailbox.mails()).toEqual([]);
  });
});

// SES Developer Guide, "SES events schema reference"; EventBridge Events Reference, "Amazon SES events"
describe("the send event", () => {
  it("reaches the default bus after the answer, with the mail's tags as lists", async () => {
    const { send, settle, published } = aMailbox(destination());
    const answer = await send(mail);
    expect(published).toEqual([]);
    await settle();
    const [event] = published;
    expect(event).toMatchObject({
      service: "events",
      operation: "PutEvents",
      Source: "aws.ses",
      DetailType: "Email Sent",
      EventBusName: "default",
    });
    expect(JSON.parse(String(event?.Detail))).toMatchObject({
      eventType: "Send",
      mail: {
        messageId: answer?.MessageId,
        source: "Shop <hello@shop.example>",
        destination: ["ada@example.com"],
        tags: { eventId: ["ord_1-000000002"], "ses:configuration-set": [set], "ses:from-domain": ["shop.example"] },
      },
      send: {},
    });
  });

  it.each([
    ["the mail names no configuration set", [destination()], { ConfigurationSetName: undefined }],
    ["the set has no destination", [], {}],
    ["the destination is disabled", [destination({ Enabled: false })], {}],
    ["the destination wants other events", [destination({ MatchingEventTypes: ["BOUNCE"] })], {}],
  ])("is not sent when %s", async (_why, resources, change) => {
    const { send, settle, published } = aMailbox(...resources);
    await send({ ...mail, ...change });
    await settle();
    expect(published).toEqual([]);
  });

  it("is not sent while a test has turned it off", async () => {
    const { mailbox, send, settle, published } = aMailbox(destination());
    mailbox.setSendEvents(false);
    await send(mail);
    await settle();
    expect(published).toEqual([]);
    expect(mailbox.mails()).toHaveLength(1);
  });

  it("is logged when the bus does not take it, for SES tells on a best-effort basis", async () => {
    const { send, settle, logged, breakBus } = aMailbox(destination());
    breakBus();
    await send(mail);
    await settle();
    expect(logged).toEqual([expect.stringContaining("bus down")]);
  });
});
