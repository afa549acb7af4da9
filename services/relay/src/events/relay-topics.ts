import { lazy } from "@millrace/kernel/lazy";
import { redrivePolicy } from "@millrace/lambda/environment";
import { queueHandler, react } from "@millrace/lambda/queue";

const reactions = lazy(async () => {
  const [{ notifiedFacts }, { noticesOf }, { topicsPorts }] = await Promise.all([
    import("../domain/notified-facts.ts"),
    import("./customer-notices.ts"),
    import("../env.ts"),
  ]);
  return react("relay-topics", noticesOf(notifiedFacts), topicsPorts());
});

export const handler = queueHandler({ get: async (type) => (await reactions()).get(type) }, redrivePolicy());
