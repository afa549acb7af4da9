import { createHash, generateKeyPairSync, type KeyObject, sign, X509Certificate } from "node:crypto";
import { Integer, Utf8String } from "asn1js";
import { AttributeTypeAndValue, Certificate } from "pkijs";
import type { MessageAttributes } from "./message-attributes.ts";
import type { Outgoing } from "./queue.ts";

export type Publication = {
  readonly messageId: string;
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string;
  readonly attributes: MessageAttributes;
  readonly traceHeader?: string;
  readonly publishedAt: number;
};

/** What a subscription with raw delivery gets: the bare message with its attributes. */
export function bare({ message, attributes, traceHeader }: Publication): Outgoing {
  return { body: message, attributes, ...(traceHeader === undefined ? {} : { traceHeader }) };
}

/**
 * What any other subscription gets: the message in SNS's JSON, signed (SNS developer guide, "Parsing Amazon SNS message
 * formats").
 *
 * @param awsUrl base URL of the local AWS endpoint, where the certificate is and where a subscription is ended.
 */
export function enveloped(publication: Publication, subscriptionArn: string, awsUrl: string): Outgoing {
  const attributes = Object.entries(publication.attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
    name,
    { Type: DataType, Value: BinaryValue ?? StringValue },
  ]);
  const content = {
    Type: "Notification",
    MessageId: publication.messageId,
    TopicArn: publication.topicArn,
    ...(publication.subject === undefined ? {} : { Subject: publication.subject }),
    Message: publication.message,
    Timestamp: new Date(publication.publishedAt).toISOString(),
  };
  const unsubscribe = new URLSearchParams({ Action: "Unsubscribe", SubscriptionArn: subscriptionArn });
  const envelope = {
    ...content,
    SignatureVersion: "1",
    Signature: signatureOf(content),
    SigningCertURL: awsUrl + certificatePath(),
    UnsubscribeURL: `${awsUrl}/?${unsubscribe}`,
    ...(attributes.length === 0 ? {} : { MessageAttributes: Object.fromEntries(attributes) }),
  };
  const { traceHeader } = publication;
  return { body: JSON.stringify(envelope), ...(traceHeader === undefined ? {} : { traceHeader }) };
}

/**
 * Version 1 of SNS's signatures: SHA-1 with RSA over names and values by name, each on a line of its own (SNS developer
 * guide, "Verifying the signatures of Amazon SNS messages").
 */
function signatureOf(content: Readonly<Record<string, string>>): string {
  const lines = Object.entries(content)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, value]) => [`${name}\n`, `${value}\n`]);
  return sign("RSA-SHA1", Buffer.from(lines.join("")), keys().privateKey).toString("base64");
}

let made: { readonly privateKey: KeyObject; readonly publicKey: KeyObject } | undefined;

/** Keys for this run, made when the first notification needs them. */
function keys() {
  made ??= generateKeyPairSync("rsa", { modulusLength: 2048 });
  return made;
}

/** Where the certificate is served; its name follows from the key, as validators keep certificates by URL. */
export function certificatePath(): string {
  const key = keys().publicKey.export({ type: "spki", format: "der" });
  return `/SimpleNotificationService-${createHash("md5").update(key).digest("hex")}.pem`;
}

/** The certificate of this run's key, in PEM. It signs itself: only the endpoint that serves it vouches for it. */
export async function signingCertificate(now: number): Promise<string> {
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  const { privateKey, publicKey } = keys();
  const day = 24 * 60 * 60 * 1000;
  const certificate = new Certificate({ version: 2, serialNumber: new Integer({ value: 1 }) });
  const name = new AttributeTypeAndValue({ type: "2.5.4.3", value: new Utf8String({ value: "sns.amazonaws.com" }) });
  certificate.issuer.typesAndValues.push(name);
  certificate.subject.typesAndValues.push(name);
  certificate.notBefore.value = new Date(now - day);
  certificate.notAfter.value = new Date(now + 365 * day);
  await certificate.subjectPublicKeyInfo.importKey(publicKey.toCryptoKey(algorithm, true, ["verify"]));
  await certificate.sign(privateKey.toCryptoKey(algorithm, true, ["sign"]), algorithm.hash);
  return new X509Certificate(Buffer.from(certificate.toString("base64"), "base64")).toString();
}
