import { defineSettings, topic } from "@millrace/contracts/define-settings";

/** Each function of the relay is told where it publishes, and nothing else. */
export const relaySettings = defineSettings({ EVENT_BUS_NAME: "eventBusName" });
export const topicsSettings = defineSettings({ CUSTOMER_NOTICES_TOPIC_ARN: topic("customerNotices") });
export const accessSettings = defineSettings({
  ACCESS_NOTICES_TOPIC_ARN: topic("accessNotices"),
  NOTICED_ROUTES: "noticedRoutes",
});
