import { whenCalled } from "@millrace/kernel/lazy";
import { ticketAuthorizerHandler } from "@millrace/lambda/authorizer";

const verify = whenCalled(async () => (await import("./use-ticket.ts")).verifyTicket);

/** `tracking-authorizer`: lets a ticket open one connection. */
export const handler = ticketAuthorizerHandler(verify);
