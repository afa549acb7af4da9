import { streamHandler } from "@millrace/lambda/stream";
import { publishJournal } from "../commands/publish-journal.ts";
import { relayPorts } from "../env.ts";

export const handler = streamHandler(publishJournal(relayPorts().bus));
