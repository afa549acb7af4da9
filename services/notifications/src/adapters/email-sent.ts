import type { EventContract } from "@millrace/contracts/define-event";
import * as z from "zod";

/**
 * SES's own word that it took a mail, as far as it is read here (SES Developer Guide, "SES events schema reference"). It
 * names the recipient too; nothing of that gets past this schema.
 */
export const EmailSent = {
  service: "aws.ses",
  aggregate: "messageId",
  name: "Email Sent",
  version: 1,
  data: z.object({
    mail: z.object({
      messageId: z.string().min(1),
      tags: z.object({ eventId: z.array(z.string()).length(1) }),
    }),
  }),
  example: { mail: { messageId: "010001936a-1-000000", tags: { eventId: ["ord_01kaq3v8e0m4t6w8y0a2c4e6g8-2"] } } },
} as const satisfies EventContract;
