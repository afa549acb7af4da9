import { connectTable, cursorKey } from "@millrace/lambda/environment";
import { newId, now } from "@millrace/lambda/system";
import { createPorts } from "./ports.ts";

export const ports = createPorts(connectTable(), now, newId, cursorKey());
