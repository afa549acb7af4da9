import { trackingLimits } from "@millrace/contracts/tracking";
import { type About, saidOf } from "./docstrings.ts";

/** Where messages are (AsyncAPI 3.1, Channel Object). */
export type Channel = {
  /** Null where it is the consumer's own. */
  readonly address: string | null;
  readonly title: string;
  readonly description: string;
  readonly parameters?: object;
  readonly messages: Readonly<Record<string, Reference>>;
  readonly servers?: readonly Reference[];
  readonly bindings?: object;
  readonly "x-limits"?: Readonly<Record<string, number>>;
};

/** A pointer into the document. */
export type Reference = { readonly $ref: string };

/** What the channels are called in the document. */
export type ChannelName = "bus" | "customerNotices" | "accessNotices" | "tracking" | "queue";

/** The keys of the messages on each channel. */
export type ChannelMessages = Readonly<Record<ChannelName, readonly string[]>>;

const stage = { stage: { description: "The deployment: `dev`, `prod`.", default: "dev" } };

/** A WebSocket API of API Gateway. */
export const servers = {
  tracking: {
    host: "{api}.execute-api.{region}.amazonaws.com",
    pathname: "/{stage}",
    protocol: "wss",
    description: "`POST /v1/tracking-tickets` answers where it is, with the ticket that opens it.",
    variables: {
      api: { description: "The id of the WebSocket API." },
      region: { description: "The AWS region of the deployment." },
      ...stage,
    },
  },
};

const ticketQuery = {
  type: "object",
  properties: { ticket: { type: "string", description: "Opens one connection, once." } },
  required: ["ticket"],
};

/** A docstring's list, as Markdown has it: a docstring is one line once it is read. */
function listed(docstring: string): string {
  return docstring.replaceAll(/ - (?=[A-Z])/g, "\n- ");
}

function describedBy(about: About): Readonly<Record<ChannelName, Omit<Channel, "messages">>> {
  return {
    bus: {
      address: "{stage}-millrace",
      title: "The bus",
      description:
        "An EventBridge bus. A rule of yours picks facts by `source` and `detail-type` and hands them to your queue or " +
        "function.",
      parameters: stage,
    },
    customerNotices: {
      address: "{stage}-customer-notices",
      title: "Customer notices",
      description:
        "An SNS topic of the facts that customers are told of. Filter policies match its attributes; a subscription with " +
        "raw delivery gets the fact alone.",
      parameters: stage,
    },
    accessNotices: {
      address: "{stage}-access-notices",
      title: "Access notices",
      description: "An SNS topic of API calls that somebody must hear of, and of those that the gateway refused.",
      parameters: stage,
    },
    tracking: {
      address: "/",
      title: "The tracking socket",
      description: listed(saidOf(about, "trackingLimits")),
      servers: [{ $ref: "#/servers/tracking" }],
      bindings: { ws: { query: ticketQuery, bindingVersion: "0.1.0" } },
      "x-limits": trackingLimits,
    },
    queue: {
      address: null,
      title: "Your queue",
      description:
        "A queue of your own. Behind a rule each message is a whole event of the bus; behind a topic it is a notice, or " +
        "SNS's envelope around one where the subscription asks for no raw delivery.",
    },
  };
}

/** The channels with their messages. */
export function channelsOf(about: About, messages: ChannelMessages): Readonly<Record<ChannelName, Channel>> {
  const channels = describedBy(about);
  const withMessages = (name: ChannelName): Channel => ({
    ...channels[name],
    messages: Object.fromEntries(messages[name].map((key) => [key, { $ref: `#/components/messages/${key}` }])),
  });
  return {
    bus: withMessages("bus"),
    customerNotices: withMessages("customerNotices"),
    accessNotices: withMessages("accessNotices"),
    tracking: withMessages("tracking"),
    queue: withMessages("queue"),
  };
}
