import { connectTable } from "@millrace/lambda/environment";
import { now } from "@millrace/lambda/system";
import { none } from "./adapters/none.ts";
import { sandbox } from "./adapters/sandbox.ts";
import { createPorts } from "./ports.ts";

export const ports = createPorts(connectTable(), now, { sandbox, none });
