import { logsHandler } from "@millrace/lambda/logs";
import { accessPorts } from "../env.ts";
import { createAccessNotices } from "./access-notices.ts";

const { topic, noticedRoutes } = accessPorts();

export const handler = logsHandler(createAccessNotices(topic, noticedRoutes));
