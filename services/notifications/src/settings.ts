import { defineSettings } from "@millrace/contracts/define-settings";

/** Who writes, and the configuration set by which SES reports each sending. */
export const settings = defineSettings({ MAIL_FROM: "mailFrom", MAIL_CONFIGURATION_SET: "mailConfigurationSet" });
