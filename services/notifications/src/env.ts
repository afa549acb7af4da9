import { ses } from "@millrace/lambda/clients";
import { connectTable, settingsOf } from "@millrace/lambda/environment";
import { now } from "@millrace/lambda/system";
import { createMailer } from "./adapters/mailer.ts";
import { createPorts } from "./ports.ts";
import { settings } from "./settings.ts";

const { MAIL_FROM: from, MAIL_CONFIGURATION_SET: configurationSet } = settingsOf(settings);

export const ports = createPorts(connectTable(), now, createMailer(ses(), { from, configurationSet }));
