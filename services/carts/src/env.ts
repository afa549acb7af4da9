import { connectTable, secretIn, settingsOf } from "@millrace/lambda/environment";
import { newId, now } from "@millrace/lambda/system";
import { createPorts } from "./ports.ts";
import { settings } from "./settings.ts";

export const ports = createPorts(connectTable(), now, newId, {
  cursorKey: secretIn("CURSOR_KEY_SECRET_ARN"),
  guestKey: settingsOf(settings).GUEST_KEY_SECRET_ARN,
});
