import { eventBridge, sns } from "@millrace/lambda/clients";
import { now } from "@millrace/lambda/system";
import * as z from "zod";
import { createBus, pauseWithJitter } from "./adapters/bus.ts";
import { createTopic } from "./adapters/topic.ts";

/** Each function is given only the settings it needs, so each reads its own. */
function setting(name: string): string {
  return z
    .string({ error: `${name} is not set.` })
    .min(1)
    .parse(process.env[name]);
}

export function relayPorts() {
  return { bus: createBus(eventBridge(), setting("EVENT_BUS_NAME"), pauseWithJitter) };
}

export function topicsPorts() {
  return { now, topic: createTopic(sns(), setting("CUSTOMER_NOTICES_TOPIC_ARN")) };
}
export type TopicsPorts = ReturnType<typeof topicsPorts>;

export function accessPorts() {
  return {
    topic: createTopic(sns(), setting("ACCESS_NOTICES_TOPIC_ARN")),
    noticedRoutes: new Set(z.array(z.string()).parse(JSON.parse(setting("NOTICED_ROUTES")))),
  };
}
