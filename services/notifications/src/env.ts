import * as customers from "@millrace/customers/doors";
import { dynamodb, ses } from "@millrace/lambda/clients";
import { now } from "@millrace/lambda/system";
import * as z from "zod";
import { createDispatch } from "./adapters/dispatch.ts";
import { createMailer } from "./adapters/mailer.ts";
import { createMails } from "./data/mails.ts";

const { TABLE_NAME, MAIL_FROM, MAIL_CONFIGURATION_SET } = z
  .object({ TABLE_NAME: z.string().min(1), MAIL_FROM: z.string().min(1), MAIL_CONFIGURATION_SET: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };
const mails = createMails(table);
const mailer = createMailer(ses(), { from: MAIL_FROM, configurationSet: MAIL_CONFIGURATION_SET });

/** Everything that notifications reach the world through. */
export const ports = {
  mails,
  dispatch: createDispatch(mails, mailer, now),
  contact: customers.contact.open(table),
  table,
  now,
};
export type Ports = typeof ports;
