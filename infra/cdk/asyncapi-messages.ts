import { busSourceOf, type DeliveredFact, type EventContract, storyIdsOf } from "@millrace/contracts/define-event";
import { exampleFactOf } from "@millrace/contracts/example-fact";
import type { JsonSchema } from "@millrace/contracts/interoperable";

/** A message of the event catalog (AsyncAPI 3.1, Message Object). */
export type Message = {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly description?: string;
  readonly contentType: "application/json";
  readonly headers?: JsonSchema;
  readonly payload: JsonSchema;
  readonly examples: readonly { readonly headers?: object; readonly payload: object }[];
};

const exampleAccount = "111122223333";
const exampleRegion = "eu-west-1";

/** `order.placed.v1`: a fact of one version, as messages and schemas are named after it. */
export function versionedNameOf({ name, version }: EventContract): string {
  return `${name}.v${version}`;
}

/** Where a schema stands in the document. */
export function schemaRef(name: string): JsonSchema {
  return { $ref: `#/components/schemas/${name}` };
}

function objectOf(properties: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: "object", properties, required: Object.keys(properties) };
}

function text(description: string): JsonSchema {
  return { type: "string", description };
}

/** What EventBridge puts around a fact (EventBridge User Guide, "Events"); `detail` is the schema of the fact itself. */
export function envelopeOf({ name, service }: EventContract, detail: JsonSchema): JsonSchema {
  return objectOf({
    version: { type: "string", enum: ["0"] },
    id: text("EventBridge's own id of this delivery. The same fact may come under several: know it by `eventId`."),
    "detail-type": { type: "string", enum: [name] },
    source: { type: "string", enum: [busSourceOf(service)] },
    account: text("The AWS account of the bus."),
    time: { type: "string", format: "date-time", description: "When the fact happened, to the second." },
    region: text("The AWS region of the bus."),
    resources: { type: "array", items: { type: "string" } },
    detail,
  });
}

/** A whole event as a rule hands it to a queue or a function. */
function exampleEventOf(contract: EventContract) {
  return {
    version: "0",
    id: "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
    "detail-type": contract.name,
    source: busSourceOf(contract.service),
    account: exampleAccount,
    time: "2026-11-23T09:30:00Z",
    region: exampleRegion,
    resources: [],
    detail: exampleFactOf(contract),
  };
}

/** A fact on the bus, and in each queue behind a rule of the bus. */
export function busMessageOf(contract: EventContract, summary: string): Message {
  return {
    name: contract.name,
    title: `${contract.name}, version ${contract.version}`,
    summary,
    contentType: "application/json",
    payload: envelopeOf(contract, schemaRef(versionedNameOf(contract))),
    examples: [{ payload: exampleEventOf(contract) }],
  };
}

function attributesOf(fact: DeliveredFact): Readonly<Record<string, string>> {
  return { type: fact.metadata.type, ...storyIdsOf(fact) };
}

/** A fact on the topic of customer notices, with the attributes that filter policies match. */
export function noticeMessageOf(contract: EventContract, summary: string): Message {
  const fact = exampleFactOf(contract);
  const attributes = attributesOf(fact);
  return {
    name: contract.name,
    title: `${contract.name}, version ${contract.version}, as a notice`,
    summary,
    contentType: "application/json",
    headers: objectOf(Object.fromEntries(Object.keys(attributes).map((name) => [name, { type: "string" }]))),
    payload: schemaRef(versionedNameOf(contract)),
    examples: [{ headers: attributes, payload: fact }],
  };
}

/** What SNS puts around a notice for a subscription without raw delivery (SNS Developer Guide, "Message formats"). */
export function wrappedNoticeOf(contract: EventContract): Message {
  const fact = exampleFactOf(contract);
  const attributes = Object.entries(attributesOf(fact));
  const example = {
    Type: "Notification",
    MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    TopicArn: `arn:aws:sns:${exampleRegion}:${exampleAccount}:dev-customer-notices`,
    Message: JSON.stringify(fact),
    Timestamp: "2026-11-23T09:30:01.000Z",
    SignatureVersion: "1",
    Signature: "EXAMPLE=",
    SigningCertURL: `https://sns.${exampleRegion}.amazonaws.com/SimpleNotificationService-example.pem`,
    UnsubscribeURL: `https://sns.${exampleRegion}.amazonaws.com/?Action=Unsubscribe`,
    MessageAttributes: Object.fromEntries(attributes.map(([name, Value]) => [name, { Type: "String", Value }])),
  };
  return {
    name: "Notification",
    title: "A notice in SNS's own envelope",
    summary:
      "What a queue gets of a topic whose subscription asks for no raw delivery: the notice is text in `Message`.",
    contentType: "application/json",
    payload: objectOf({
      Type: { type: "string", enum: ["Notification"] },
      MessageId: text("SNS's own id; a notice published twice has two."),
      TopicArn: { type: "string" },
      Message: text("The notice, as JSON."),
      Timestamp: { type: "string", format: "date-time" },
      MessageAttributes: { type: "object", description: "The attributes of the notice, each `{ Type, Value }`." },
    }),
    examples: [{ payload: example }],
  };
}
