import { accessNotice, exampleAccessNotice } from "@millrace/contracts/access-notice";
import { type EventContract, isForeign } from "@millrace/contracts/define-event";
import { kebab, type Service } from "@millrace/contracts/define-service";
import type { Topic } from "@millrace/contracts/define-settings";
import { sayInteroperably } from "@millrace/contracts/interoperable";
import * as z from "zod";
import { busMessageOf, type Message, noticeMessageOf, versionedNameOf, wrappedNoticeOf } from "./asyncapi-messages.ts";
import { catalogSchemasOf } from "./asyncapi-schemas.ts";
import { aboutOf, constantOf, saidOf } from "./docstrings.ts";
import { listExample, mapSchema } from "./openapi-schemas.ts";
import { functionsOf } from "./plan.ts";
import { services } from "./services.ts";

type Channel = {
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  readonly parameters?: object;
  readonly messages: Readonly<Record<string, { readonly $ref: string }>>;
};

/** What somebody sends to a channel, or receives from it (AsyncAPI 3.1, Operation Object). */
type Operation = {
  readonly action: "send" | "receive";
  readonly channel: { readonly $ref: string };
  readonly title: string;
  readonly summary: string;
  readonly tags: readonly { readonly name: string }[];
  readonly messages: readonly { readonly $ref: string }[];
};

/** The event catalog (AsyncAPI 3.1). */
export type Catalog = {
  readonly asyncapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly defaultContentType: string;
  readonly channels: Readonly<Record<string, Channel>>;
  readonly operations: Readonly<Record<string, Operation>>;
  readonly components: {
    readonly messages: Readonly<Record<string, Message>>;
    readonly schemas: ReturnType<typeof catalogSchemasOf>;
  };
};

const stage = { stage: { description: "The deployment: `dev`, `prod`.", default: "dev" } };

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

const channelDescriptions = {
  bus: "An EventBridge bus. A rule of yours picks facts by `source` and `detail-type` and hands them to your queue or function.",
  customerNotices:
    "An SNS topic of the facts that customers are told of. Filter policies match its attributes; a subscription with raw " +
    "delivery gets the fact alone.",
  accessNotices: "An SNS topic of API calls that somebody must hear of, and of those that the gateway refused.",
  queue:
    "A queue of your own. Behind a rule each message is a whole event of the bus; behind a topic it is a notice, or SNS's " +
    "envelope around one where the subscription asks for no raw delivery.",
} as const;

type ChannelName = keyof typeof channelDescriptions;

function refTo(channel: ChannelName, message: string): { readonly $ref: string } {
  return { $ref: `#/channels/${channel}/messages/${message}` };
}

function channelOf(name: ChannelName, title: string, address: string | null, messages: readonly string[]): Channel {
  return {
    address,
    title,
    description: channelDescriptions[name],
    ...(address === null ? {} : { parameters: stage }),
    messages: Object.fromEntries(messages.map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  };
}

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
  const about = aboutOf("shared/contracts/src/*.ts");
  const summaryOf = (contract: EventContract) => saidOf(about, constantOf(contract));
  const [first] = noticed;
  return {
    ...Object.fromEntries(facts.map((fact) => [versionedNameOf(fact), busMessageOf(fact, summaryOf(fact))])),
    ...Object.fromEntries(noticed.map((fact) => [noticeKeyOf(fact), noticeMessageOf(fact, summaryOf(fact))])),
    ...(first === undefined ? {} : { Notification: wrappedNoticeOf(first) }),
    AccessNotice: accessMessage(saidOf(about, "accessNotice")),
  };
}

function accessMessage(summary: string): Message {
  const { $schema: _, ...schema } = z.toJSONSchema(accessNotice, { io: "input", override: sayInteroperably });
  return {
    name: "access",
    title: "A call of the API",
    summary,
    contentType: "application/json",
    payload: mapSchema(schema, listExample),
    examples: [{ payload: exampleAccessNotice }],
  };
}

function operation(
  action: Operation["action"],
  service: string,
  [title, summary]: readonly [string, string],
  channel: ChannelName,
  messages: readonly string[],
): Operation {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    title,
    summary,
    tags: [{ name: service }],
    messages: messages.map((message) => refTo(channel, message)),
  };
}

/** What each service sends to the bus, and what each of its reactions receives from there. */
function operationsOf(service: Service): Catalog["operations"] {
  const { name, publishes, reactions } = service;
  const effects = aboutOf(`services/${name}/src/events/*.ts`);
  const own = publishes.filter((fact) => !isForeign(fact)).map(versionedNameOf);
  const sent =
    own.length === 0
      ? []
      : [[`${name}.publish`, operation("send", name, [name, `Facts of ${name}.`], "bus", own)] as const];
  const received = Object.entries(reactions)
    .filter(([, { to }]) => !isForeign(to))
    .map(([key, { to }]) => {
      const titles = [`${name}-events`, saidOf(effects, key)] as const;
      return [`${name}.${kebab(key)}`, operation("receive", name, titles, "bus", [versionedNameOf(to)])] as const;
    });
  return Object.fromEntries([...sent, ...received]);
}

/** The catalog of all facts, from nothing but contracts, manifests and docstrings. */
export function eventCatalog(): Catalog {
  const facts = services.flatMap(({ publishes }) => publishes);
  const noticed = noticedFactsOf("customerNotices");
  const keys = facts.map(versionedNameOf);
  const noticeKeys = noticed.map(noticeKeyOf);
  const carried = "Facts that customers are told of go on to the topic of customer notices.";
  return {
    asyncapi: "3.1.0",
    info: { title: "Millrace events", version: "1.0.0", description },
    defaultContentType: "application/json",
    channels: {
      bus: channelOf("bus", "The bus", "{stage}-millrace", keys),
      customerNotices: channelOf("customerNotices", "Customer notices", "{stage}-customer-notices", noticeKeys),
      accessNotices: channelOf("accessNotices", "Access notices", "{stage}-access-notices", ["AccessNotice"]),
      queue: channelOf("queue", "Your queue", null, [...keys, ...noticeKeys, "Notification"]),
    },
    operations: {
      ...Object.assign({}, ...services.map(operationsOf)),
      "relay.topics": operation("receive", "relay", ["relay-topics", carried], "bus", noticed.map(versionedNameOf)),
      "relay.customer-notices": operation("send", "relay", ["relay-topics", carried], "customerNotices", noticeKeys),
      "relay.access-notices": operation(
        "send",
        "relay",
        ["relay-access", "Lines of the API's access log that are worth a notice."],
        "accessNotices",
        ["AccessNotice"],
      ),
    },
    components: { messages: messagesOf(facts, noticed), schemas: catalogSchemasOf(facts) },
  };
}
