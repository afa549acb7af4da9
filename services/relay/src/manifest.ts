import { logs, queue, stream } from "@millrace/contracts/define-handler";
import { defineService } from "@millrace/contracts/define-service";
import { notifiedFacts } from "./domain/notified-facts.ts";
import { accessSettings, relaySettings, topicsSettings } from "./settings.ts";

export const relay = defineService("relay", {
  purpose: "Moves facts from the journal to the bus and its topics.",
  handlers: {
    relay: stream("events/relay.ts", relaySettings),
    topics: queue("events/relay-topics.ts", notifiedFacts, topicsSettings),
    access: logs("events/relay-access.ts", accessSettings),
  },
  storesNothing: true,
});
