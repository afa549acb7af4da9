import { streamHandler } from "@millrace/lambda/stream";
import { relayPorts } from "../env.ts";
import { createHandOn } from "./hand-on.ts";

export const handler = streamHandler(createHandOn(relayPorts().bus));
