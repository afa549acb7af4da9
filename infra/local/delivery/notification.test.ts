import { createVerify, X509Certificate } from "node:crypto";
import https from "node:https";
import { PassThrough } from "node:stream";
import MessageValidator from "sns-validator";
import { expect, it, vi } from "vitest";
import { topic } from "./fake-stack.ts";
import { bare, certificatePath, enveloped, type Publication, signingCertificate } from "./notification.ts";

const now = Date.parse("2026-03-01T12:00:00Z");
const publication: Publication = {
  ...{ messageId: "m", topicArn: topic.ref, message: '{"a":"ü"}\nline', subject: "hello", publishedAt: now },
  attributes: { type: { DataType: "String", StringValue: "order.placed" } },
};

/** The notification as it is in a queue, with its certificate at an address that AWS's validators accept. */
function notification(changes: Partial<Publication> = {}): Record<string, string> {
  const { body } = enveloped({ ...publication, ...changes }, `${topic.ref}:1`, "https://sns.us-east-1.amazonaws.com");
  return JSON.parse(body);
}

it("raw delivery hands over the bare message", () => {
  expect(bare(publication)).toEqual({ body: publication.message, attributes: publication.attributes });
});

// SNS developer guide, "Verifying the signatures of Amazon SNS messages": the fields that are signed, in this order.
it.each([
  ["with a subject", {}],
  ["without", { subject: undefined }],
])("a notification %s is signed by the certificate that it names", async (_, changes) => {
  const {
    Message,
    MessageId,
    Subject,
    Timestamp,
    TopicArn,
    Type,
    Signature = "",
    SigningCertURL,
  } = notification(changes as Partial<Publication>);
  const signed = { Message, MessageId, ...(Subject === undefined ? {} : { Subject }), Timestamp, TopicArn, Type };
  const text = Object.entries(signed).map(([name, value]) => `${name}\n${value}\n`);
  const { publicKey, validToDate, subject } = new X509Certificate(await signingCertificate(now));
  expect(createVerify("RSA-SHA1").update(text.join("")).verify(publicKey, Signature, "base64")).toBe(true);
  expect(subject).toBe("CN=sns.amazonaws.com");
  expect(validToDate.getTime()).toBeGreaterThan(now);
  expect(SigningCertURL).toBe(`https://sns.us-east-1.amazonaws.com${certificatePath()}`);
});

// The npm package that AWS's guide names. It fetches over HTTPS only, which the local endpoint does not speak.
it("sns-validator takes a notification, and refuses one that was changed", async () => {
  const pem = await signingCertificate(now);
  const get = vi.spyOn(https, "get").mockImplementation((...args: readonly unknown[]) => {
    const answer = Object.assign(new PassThrough(), { statusCode: 200 });
    (args[1] as (answer: PassThrough) => void)(answer);
    answer.end(pem);
    return new PassThrough() as never;
  });
  const validate = (message: Record<string, string>) =>
    new Promise((resolve) => new MessageValidator().validate(message, (error) => resolve(error?.message)));
  expect(await validate(notification())).toBeUndefined();
  expect(await validate({ ...notification(), Message: "other" })).toBe("The message signature is invalid.");
  get.mockRestore();
});
