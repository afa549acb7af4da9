import { whenCalled } from "@millrace/kernel/lazy";
import { logsHandler } from "@millrace/lambda/logs";

const publish = whenCalled(async () => {
  const [{ publishAccessNotices }, { accessPorts }] = await Promise.all([
    import("../commands/publish-access-notices.ts"),
    import("../env.ts"),
  ]);
  const { topic, noticedRoutes } = accessPorts();
  return publishAccessNotices(topic, noticedRoutes);
});

export const handler = logsHandler(publish);
