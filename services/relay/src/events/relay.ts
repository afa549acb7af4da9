import { whenCalled } from "@millrace/kernel/lazy";
import { streamHandler } from "@millrace/lambda/stream";

const publish = whenCalled(async () => {
  const [{ publishJournal }, { relayPorts }] = await Promise.all([
    import("../commands/publish-journal.ts"),
    import("../env.ts"),
  ]);
  return publishJournal(relayPorts().bus);
});

export const handler = streamHandler(publish);
