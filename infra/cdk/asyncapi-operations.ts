import { isForeign } from "@millrace/contracts/define-event";
import { kebab, type Service } from "@millrace/contracts/define-service";
import type { ChannelMessages, ChannelName, Reference } from "./asyncapi-channels.ts";
import { versionedNameOf } from "./asyncapi-messages.ts";
import { aboutOf, saidOf } from "./docstrings.ts";

/** What somebody sends to a channel, or receives from it (AsyncAPI 3.1, Operation Object). */
export type Operation = {
  readonly action: "send" | "receive";
  readonly channel: Reference;
  /** The function, or the service where several functions do it. */
  readonly title: string;
  readonly summary: string;
  /** The service. */
  readonly tags: readonly [{ readonly name: string }];
  readonly messages: readonly Reference[];
};

type Operations = Readonly<Record<string, Operation>>;

function operation(
  [service, title]: readonly [string, string],
  summary: string,
  action: Operation["action"],
  channel: ChannelName,
  messages: readonly string[],
): Operation {
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    title,
    summary,
    tags: [{ name: service }],
    messages: messages.map((message) => ({ $ref: `#/channels/${channel}/messages/${message}` })),
  };
}

/** What a service sends to the bus, and what each of its reactions receives from there. */
function operationsOf({ name, publishes, reactions }: Service): Operations {
  const effects = aboutOf(`services/${name}/src/events/*.ts`);
  const sent = publishes.map(versionedNameOf);
  const received = Object.entries(reactions)
    .filter(([, { to }]) => !isForeign(to))
    .map(([key, { to }]) => [
      `${name}.${kebab(key)}`,
      operation([name, `${name}-events`], saidOf(effects, key), "receive", "bus", [versionedNameOf(to)]),
    ]);
  return {
    ...(sent.length === 0
      ? {}
      : { [`${name}.publish`]: operation([name, name], `Facts of ${name}.`, "send", "bus", sent) }),
    ...Object.fromEntries(received),
  };
}

/** What goes on from the bus, and from the gateway's access log, to the topics. */
function operationsOfRelay(noticed: readonly string[], messages: ChannelMessages): Operations {
  const carried = "Facts that customers are told of go on to the topic of customer notices.";
  const refused = "Lines of the API's access log that are worth a notice.";
  const [topics, access] = [["relay", "relay-topics"] as const, ["relay", "relay-access"] as const];
  return {
    "relay.topics": operation(topics, carried, "receive", "bus", noticed),
    "relay.customer-notices": operation(topics, carried, "send", "customerNotices", messages.customerNotices),
    "relay.access-notices": operation(access, refused, "send", "accessNotices", messages.accessNotices),
  };
}

/**
 * Who sends and receives what.
 *
 * @param noticed the keys of the facts on the bus that customers are told of
 * @param asked the keys of what clients send to the socket
 */
export function allOperations(
  services: readonly Service[],
  messages: ChannelMessages,
  noticed: readonly string[],
  asked: readonly string[],
): Operations {
  const answered = messages.tracking.filter((key) => !asked.includes(key));
  const socket = ["tracking", "tracking"] as const;
  return {
    ...Object.assign({}, ...services.map(operationsOf)),
    ...operationsOfRelay(noticed, messages),
    "tracking.receive": operation(socket, "What clients ask for.", "receive", "tracking", asked),
    "tracking.send": operation(socket, "What happens to orders.", "send", "tracking", answered),
  };
}
