import { settingsOf } from "@millrace/lambda/environment";
import { eventBridge, sns } from "@millrace/lambda/sdk-clients";
import { now } from "@millrace/lambda/system";
import * as z from "zod";
import { createBus, pauseWithJitter } from "./adapters/bus.ts";
import { createTopic } from "./adapters/topic.ts";
import { accessSettings, relaySettings, topicsSettings } from "./settings.ts";

export function relayPorts() {
  return { bus: createBus(eventBridge(), settingsOf(relaySettings).EVENT_BUS_NAME, pauseWithJitter) };
}

export function topicsPorts() {
  return { now, topic: createTopic(sns(), settingsOf(topicsSettings).CUSTOMER_NOTICES_TOPIC_ARN) };
}

export function accessPorts() {
  const { ACCESS_NOTICES_TOPIC_ARN, NOTICED_ROUTES } = settingsOf(accessSettings);
  return {
    topic: createTopic(sns(), ACCESS_NOTICES_TOPIC_ARN),
    noticedRoutes: new Set(z.array(z.string()).parse(JSON.parse(NOTICED_ROUTES))),
  };
}
