import { connectTable, cursorKey, secretOf } from "@millrace/lambda/environment";
import { newId, now } from "@millrace/lambda/system";
import { createPorts } from "./ports.ts";
import { settings } from "./settings.ts";

export const ports = createPorts(connectTable(), now, newId, {
  cursorKey: cursorKey(),
  guestKey: secretOf(settings, "GUEST_KEY_SECRET_ARN"),
});
