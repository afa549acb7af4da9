import { givingUp } from "@millrace/lambda/giving-up";
import { queueHandler, react } from "@millrace/lambda/queue";
import { toldToCustomers } from "../domain/told-to-customers.ts";
import { topicsPorts } from "../env.ts";
import { noticesOf } from "./customer-notices.ts";

export const handler = queueHandler(react("relay-topics", noticesOf(toldToCustomers), topicsPorts()), givingUp());
