import { redrivePolicy } from "@millrace/lambda/environment";
import { queueHandler, react } from "@millrace/lambda/queue";
import { notifiedFacts } from "../domain/notified-facts.ts";
import { topicsPorts } from "../env.ts";
import { noticesOf } from "./customer-notices.ts";

export const handler = queueHandler(react("relay-topics", noticesOf(notifiedFacts), topicsPorts()), redrivePolicy());
