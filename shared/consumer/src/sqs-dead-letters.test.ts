import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { SQSClient } from "@aws-sdk/client-sqs";
import { expect, it } from "vitest";
import { sqsDeadLetters } from "./sqs-dead-letters.ts";

it("a message is kept as it came, with why", async () => {
  const sent: unknown[] = [];
  const server = createServer((request, response) => {
    void json(request).then((body) => {
      sent.push(body);
      response.setHeader("content-type", "application/x-amz-json-1.0").end('{"MessageId":"1"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  const client = new SQSClient({ endpoint, region: "us-east-1", credentials, md5: false });
  try {
    await sqsDeadLetters(client, `${endpoint}/dead`).keep(
      { messageId: "1", body: "{" },
      { code: "malformed", reason: "Not a fact: itself." },
    );
  } finally {
    client.destroy();
    server.close();
  }
  expect(sent).toEqual([
    {
      QueueUrl: `${endpoint}/dead`,
      MessageBody: "{",
      MessageAttributes: {
        code: { DataType: "String", StringValue: "malformed" },
        reason: { DataType: "String", StringValue: "Not a fact: itself." },
      },
    },
  ]);
});
