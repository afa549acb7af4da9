import { logsHandler } from "@millrace/lambda/logs";
import { publishAccessNotices } from "../commands/publish-access-notices.ts";
import { accessPorts } from "../env.ts";

const { topic, noticedRoutes } = accessPorts();

export const handler = logsHandler(publishAccessNotices(topic, noticedRoutes));
