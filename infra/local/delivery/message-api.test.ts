import { describe, expect, it } from "vitest";
import { queueUrl, startStack, traceHeader } from "./fake-stack.ts";

const QueueUrl = queueUrl("orders");

describe("receiving", () => {
  // SQS developer guide, "Amazon SQS short and long polling".
  it("long-polls until a message comes, or the wait is over", async () => {
    const { context, sqs, send } = await startStack();
    const waiting = sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    await context.clock.advance(5_000);
    await send("late");
    expect(await waiting).toMatchObject({ Messages: [{ Body: "late", MD5OfBody: expect.any(String) }] });
    const empty = sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 1 });
    await context.clock.advance(1_000);
    expect(await empty).toEqual({});
  });

  it("takes nothing for a receiver that has gone", async () => {
    const { sqs, send, receive } = await startStack();
    const leaving = new AbortController();
    const waiting = sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 }, { gone: leaving.signal });
    leaving.abort();
    await send("next");
    expect(await waiting).toEqual({});
    expect(await sqs("ReceiveMessage", { QueueUrl }, { gone: leaving.signal })).toEqual({});
    expect(await receive("orders")).toMatchObject([{ Body: "next", Attributes: { ApproximateReceiveCount: "1" } }]);
  });

  const MessageAttributes = Object.fromEntries(
    ["reason", "mr.type", "mr.total", "mrs"].map((name) => [name, { DataType: "String", StringValue: name }]),
  );

  // API reference, ReceiveMessage, MessageAttributeNames: "bar.*" is every attribute that starts with bar.
  it.each([
    [[], []],
    [["All"], ["reason", "mr.type", "mr.total", "mrs"]],
    [[".*"], ["reason", "mr.type", "mr.total", "mrs"]],
    [["reason", "none"], ["reason"]],
    [["mr.*"], ["mr.type", "mr.total", "mrs"]],
    [
      ["mr.t.*", "reason"],
      ["reason", "mr.type", "mr.total"],
    ],
    [["Reason", "*"], []],
  ])("shows of the attributes, asked for %j, %j", async (MessageAttributeNames, shown) => {
    const { sqs, send } = await startStack();
    await send("m", { MessageAttributes });
    const { Messages } = await sqs("ReceiveMessage", { QueueUrl, MessageAttributeNames });
    const [message] = Messages as Record<string, unknown>[];
    expect(Object.keys(message?.MessageAttributes ?? {})).toEqual(shown);
    expect(typeof message?.MD5OfMessageAttributes).toBe(shown.length === 0 ? "undefined" : "string");
  });

  it("gives the digest of what is shown, as the sender was given that of all", async () => {
    const { sqs, send } = await startStack();
    const sent = await send("m", { MessageAttributes });
    const [all, one] = await Promise.all(
      ["All", "reason"].map((name) =>
        sqs("ReceiveMessage", { QueueUrl, MessageAttributeNames: [name], VisibilityTimeout: 0 }),
      ),
    );
    const MD5OfMessageAttributes = (sent as Record<string, unknown>).MD5OfMessageAttributes;
    expect(all?.Messages).toMatchObject([{ MD5OfMessageAttributes }]);
    expect(one?.Messages).not.toMatchObject([{ MD5OfMessageAttributes }]);
  });

  it.each(["MessageSystemAttributeNames", "AttributeNames"])("shows the system's attributes by %s", async (names) => {
    const { sqs, send } = await startStack();
    const AWSTraceHeader = { DataType: "String", StringValue: traceHeader };
    const sent = await send("m", { MessageSystemAttributes: { AWSTraceHeader } });
    expect(sent).toHaveProperty("MD5OfMessageSystemAttributes");
    const receive = (...asked: string[]) =>
      sqs("ReceiveMessage", { QueueUrl, VisibilityTimeout: 0, [names]: asked }).then(({ Messages }) => Messages);
    expect(await receive("ApproximateReceiveCount")).toEqual([
      expect.objectContaining({ Attributes: { ApproximateReceiveCount: "1" } }),
    ]);
    expect(await receive("All")).toMatchObject([
      { Attributes: { AWSTraceHeader: traceHeader, SenderId: "AIDALOCALOPERATOR0000" } },
    ]);
    expect(await receive()).not.toMatchObject([{ Attributes: expect.anything() }]);
  });
});

describe("sending", () => {
  // API reference, SendMessage, DelaySeconds: 0 to 900.
  it.each([0, 1, 900])("hides a message for the %i seconds it is to be late", async (DelaySeconds) => {
    const { context, send, receive } = await startStack();
    await send("late", { DelaySeconds });
    expect(await receive("orders")).toHaveLength(DelaySeconds === 0 ? 1 : 0);
    await context.clock.advance(DelaySeconds * 1000);
    expect(await receive("orders")).toHaveLength(DelaySeconds === 0 ? 0 : 1);
  });

  // API reference, SendMessage and ReceiveMessage, "Errors" and the bounds of their parameters.
  it("refuses what is too large, out of bounds or not there", async () => {
    const { sqs, send } = await startStack();
    const invalid = { code: "InvalidParameterValue" };
    await expect(send("x".repeat(1_048_577))).rejects.toMatchObject(invalid);
    for (const DelaySeconds of [-1, 901, 0.5]) {
      await expect(send("x", { DelaySeconds })).rejects.toMatchObject(invalid);
    }
    for (const more of [{ MaxNumberOfMessages: 11 }, { WaitTimeSeconds: 21 }, { VisibilityTimeout: 43_201 }]) {
      await expect(sqs("ReceiveMessage", { QueueUrl, ...more })).rejects.toMatchObject(invalid);
    }
    await expect(sqs("ReceiveMessage", { QueueUrl: queueUrl("none") })).rejects.toMatchObject({
      code: "QueueDoesNotExist",
    });
  });
});

// API reference, ChangeMessageVisibility: from the call on; 0 shows the message at once.
describe("changing a visibility", () => {
  async function received() {
    const started = await startStack();
    await started.send("a");
    const { Messages } = await started.sqs("ReceiveMessage", { QueueUrl });
    const { ReceiptHandle } = (Messages as { ReceiptHandle: string }[])[0] ?? {};
    const hide = (VisibilityTimeout: unknown) =>
      started.sqs("ChangeMessageVisibility", { QueueUrl, ReceiptHandle, VisibilityTimeout });
    return { ...started, ReceiptHandle, hide };
  }

  it("hides a message longer, or shows it at once to whoever waits", async () => {
    const { context, sqs, hide } = await received();
    await context.clock.advance(179_000);
    await hide(600);
    await context.clock.advance(599_000);
    expect(await sqs("ReceiveMessage", { QueueUrl })).toEqual({});
    const waiting = sqs("ReceiveMessage", { QueueUrl, WaitTimeSeconds: 20 });
    await hide(0);
    expect(await waiting).toMatchObject({ Messages: [{ Body: "a" }] });
  });

  it("refuses a message that is visible again, was received by another or is gone, and what is out of bounds", async () => {
    const { context, sqs, hide, ReceiptHandle } = await received();
    await expect(hide(43_201)).rejects.toMatchObject({ code: "InvalidParameterValue" });
    await expect(hide(undefined)).rejects.toMatchObject({ code: "InvalidParameterValue" });
    await context.clock.advance(180_000);
    await expect(hide(1)).rejects.toMatchObject({ code: "MessageNotInflight" });
    await sqs("ReceiveMessage", { QueueUrl });
    await expect(hide(1)).rejects.toMatchObject({ code: "InvalidParameterValue" });
    await sqs("DeleteMessage", { QueueUrl, ReceiptHandle });
    await sqs("PurgeQueue", { QueueUrl });
    await expect(hide(1)).rejects.toMatchObject({ code: "InvalidParameterValue" });
  });
});

// API reference, SendMessageBatch, DeleteMessageBatch and ChangeMessageVisibilityBatch: each entry has its own result.
describe("a batch", () => {
  it("sends, hides and deletes entry by entry", async () => {
    const { sqs, receive } = await startStack();
    const MessageAttributes = { a: { DataType: "String", StringValue: "1" } };
    const sent = await sqs("SendMessageBatch", {
      QueueUrl,
      Entries: [
        { Id: "1", MessageBody: "a", MessageAttributes },
        { Id: "2", MessageBody: "b", DelaySeconds: 901 },
        { Id: "3", MessageBody: "c", DelaySeconds: 0 },
      ],
    });
    expect(sent).toMatchObject({
      Successful: [{ Id: "1", MessageId: expect.any(String), MD5OfMessageAttributes: expect.any(String) }, { Id: "3" }],
      Failed: [{ Id: "2", Code: "InvalidParameterValue", SenderFault: true, Message: expect.any(String) }],
    });
    const messages = (await receive("orders")) as unknown as readonly { readonly ReceiptHandle: string }[];
    const entries = messages.map(({ ReceiptHandle }, index) => ({ Id: `m${index}`, ReceiptHandle }));
    const broken = { Id: "broken", ReceiptHandle: "nonsense" };
    const refused = { Id: "broken", Code: "ReceiptHandleIsInvalid", SenderFault: true, Message: expect.any(String) };
    const hidden = await sqs("ChangeMessageVisibilityBatch", {
      QueueUrl,
      Entries: [...entries, broken].map((entry) => ({ ...entry, VisibilityTimeout: 60 })),
    });
    expect(hidden).toEqual({ Successful: [{ Id: "m0" }, { Id: "m1" }], Failed: [refused] });
    const deleted = await sqs("DeleteMessageBatch", { QueueUrl, Entries: [...entries, broken] });
    expect(deleted).toEqual({ Successful: [{ Id: "m0" }, { Id: "m1" }], Failed: [refused] });
    // Deleting again succeeds and changes nothing.
    expect(await sqs("DeleteMessageBatch", { QueueUrl, Entries: entries })).toEqual({
      Successful: [{ Id: "m0" }, { Id: "m1" }],
    });
    const AttributeNames = ["ApproximateNumberOfMessagesNotVisible"];
    expect(await sqs("GetQueueAttributes", { QueueUrl, AttributeNames })).toEqual({
      Attributes: { ApproximateNumberOfMessagesNotVisible: "0" },
    });
  });

  it.each([
    ["EmptyBatchRequest", []],
    ["TooManyEntriesInBatchRequest", Array.from({ length: 11 }, (_, index) => ({ Id: String(index) }))],
    ["BatchEntryIdsNotDistinct", [{ Id: "1" }, { Id: "1" }]],
    ["InvalidBatchEntryId", [{ Id: "a b" }]],
    ["BatchRequestTooLong", [{ Id: "1" }, { Id: "2", MessageBody: "x".repeat(1_048_576) }]],
  ])("is refused as a whole: %s", async (code, entries) => {
    const { sqs } = await startStack();
    const Entries = entries.map((entry) => ({ MessageBody: "a", ...entry }));
    await expect(sqs("SendMessageBatch", { QueueUrl, Entries })).rejects.toMatchObject({ code });
  });
});
