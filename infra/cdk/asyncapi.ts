import { accessNotice, exampleAccessNotice } from "@millrace/contracts/access-notice";
import type { EventContract } from "@millrace/contracts/define-event";
import type { Topic } from "@millrace/contracts/define-settings";
import { type Channel, channelsOf, servers } from "./asyncapi-channels.ts";
import { busMessageOf, type Message, noticeMessageOf, versionedNameOf, wrappedNoticeOf } from "./asyncapi-messages.ts";
import { allOperations, type Operation } from "./asyncapi-operations.ts";
import { catalogSchemasOf, openSchemaOf } from "./asyncapi-schemas.ts";
import { trackingAnswers, trackingRequests } from "./asyncapi-tracking.ts";
import { aboutOf, constantOf, saidOf } from "./docstrings.ts";
import { functionsOf } from "./plan.ts";
import { services } from "./services.ts";

/** The event catalog (AsyncAPI 3.1). */
export type Catalog = {
  readonly asyncapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: string;
  readonly servers: object;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: ReturnType<typeof catalogSchemasOf>;
  };
};

/** What a consumer must know of every fact; paragraphs, in Markdown. */
const description = [
  "What happens in the shop is told as facts. A fact is written in the transaction that makes it true, put on the bus by " +
    "the relay, and kept there for replays for 60 days.",
  "A fact may come twice, late and in any order. The same fact always has the same `metadata.eventId`; " +
    "`metadata.sequence` counts the facts of one aggregate from 1, without gaps.",
  "A version of a fact only grows: fields may be added, so ignore what you do not know. What would break a reader is a new " +
    "version, in `metadata.schemaVersion`, and both are described here as long as one may come.",
  "Money is `{ amount, currency }`: an integer in the currency's minor unit. How many digits that is, is in the table of " +
    "currencies (`x-minor-digits` of the schema `Currency`): 1990 is 19.90 EUR, 1990 JPY, 1.990 KWD.",
].join("\n\n");

const about = aboutOf("shared/contracts/src/*.ts");

/** The facts that a function is routed which publishes to a topic. */
function noticedFactsOf(name: Topic["topic"]): readonly EventContract[] {
  const publishers = services
    .flatMap(functionsOf)
    .filter(({ settings }) =>
      Object.values(settings).some((from) => typeof from === "object" && "topic" in from && from.topic === name),
    );
  return publishers.flatMap(({ handler }) => handler?.takes ?? []);
}

function noticeKeyOf(contract: EventContract): string {
  return `${versionedNameOf(contract)}.notice`;
}

function messagesOf(
  facts: readonly EventContract[],
  noticed: readonly EventContract[],
): Catalog["components"]["messages"] {
  const summaryOf = (contract: EventContract) => saidOf(about, constantOf(contract));
  const [first] = noticed;
  return {
    ...Object.fromEntries(facts.map((fact) => [versionedNameOf(fact), busMessageOf(fact, summaryOf(fact))])),
    ...Object.fromEntries(noticed.map((fact) => [noticeKeyOf(fact), noticeMessageOf(fact, summaryOf(fact))])),
    ...(first === undefined ? {} : { Notification: wrappedNoticeOf(first) }),
    AccessNotice: accessMessage(saidOf(about, "accessNotice")),
    ...trackingRequests(about),
    ...trackingAnswers(about),
  };
}

function accessMessage(summary: string): Message {
  return {
    name: "access",
    title: "A call of the API",
    summary,
    contentType: "application/json",
    payload: openSchemaOf(accessNotice),
    examples: [{ payload: exampleAccessNotice }],
  };
}

/** The catalog of all facts, from nothing but contracts, manifests and docstrings. */
export function eventCatalog(): Catalog {
  const facts = services.flatMap(({ publishes }) => publishes);
  const noticed = noticedFactsOf("customerNotices");
  const asked = Object.keys(trackingRequests(about));
  const [bus, customerNotices] = [facts.map(versionedNameOf), noticed.map(noticeKeyOf)];
  const keys = {
    ...{ bus, customerNotices, accessNotices: ["AccessNotice"] },
    tracking: [...asked, ...Object.keys(trackingAnswers(about))],
    queue: [...bus, ...customerNotices, "Notification"],
  };
  return {
    asyncapi: "3.1.0",
    info: { title: "Millrace events", version: "1.0.0", description },
    defaultContentType: "application/json",
    servers,
    channels: channelsOf(about, keys),
    operations: allOperations(services, keys, noticed.map(versionedNameOf), asked),
    components: { messages: messagesOf(facts, noticed), schemas: catalogSchemasOf(facts) },
  };
}
