import { Readable } from "node:stream";
import { PublishBatchCommand, SNSClient } from "@aws-sdk/client-sns";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseQuery, toXml } from "./query.ts";

/** What the service reads of a batch that the SDK's client wrote, and what the client reads of `output`. */
async function exchange(batch: object, output: object) {
  let read: unknown;
  const client = new SNSClient({
    region: "us-east-1",
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
    requestHandler: {
      async handle({ body }: { readonly body: string }) {
        read = parseQuery(body);
        const content = { PublishBatchResult: output, ResponseMetadata: { RequestId: "r" } };
        const answer = Readable.from([Buffer.from(toXml("PublishBatchResponse", content))]);
        return { response: { statusCode: 200, headers: { "content-type": "text/xml" }, body: answer } };
      },
    },
  });
  const command = new PublishBatchCommand(batch as ConstructorParameters<typeof PublishBatchCommand>[0]);
  const { $metadata: _, ...told } = await client.send(command);
  return { read, told };
}

/** Printable: XML 1.0 holds no control characters. */
const text = fc.string({ minLength: 1, maxLength: 20, unit: "grapheme" });
const name = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,10}$/);
const attribute = text.map((StringValue) => ({ DataType: "String", StringValue }));
const entry = fc.record({
  Id: name,
  Message: text,
  MessageAttributes: fc.dictionary(name, attribute, { minKeys: 1, maxKeys: 3, noNullPrototype: true }),
});

/** Source: Smithy documentation, "AWS query protocol"; the other side is the SDK's own client. */
describe("the AWS Query protocol", () => {
  it("reads any batch of messages as the SDK meant it", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 12 }), async (PublishBatchRequestEntries) => {
        const batch = { TopicArn: "arn:aws:sns:us-east-1:000000000000:t", PublishBatchRequestEntries };
        expect((await exchange(batch, {})).read).toEqual(batch);
      }),
      { numRuns: 50 },
    );
  });

  it("answers with texts and lists that the SDK reads as they are", async () => {
    const failure = fc.record({ Id: name, Code: name, Message: text });
    await fc.assert(
      fc.asyncProperty(fc.array(failure, { minLength: 1, maxLength: 3 }), async (failed) => {
        const Failed = failed.map((one) => ({ ...one, SenderFault: true }));
        const batch = { TopicArn: "t", PublishBatchRequestEntries: [{ Id: "a", Message: "b" }] };
        expect((await exchange(batch, { Failed })).told).toEqual({ Failed });
      }),
      { numRuns: 50 },
    );
  });
});
