import { dynamodb } from "@millrace/lambda/clients";
import { now } from "@millrace/lambda/system";
import { journalOf } from "@millrace/table/journal";
import * as z from "zod";
import type { Providers } from "./adapters/provider.ts";
import { sandbox } from "./adapters/sandbox.ts";
import { createPayments } from "./data/payments.ts";

const { TABLE_NAME } = z.object({ TABLE_NAME: z.string().min(1) }).parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };
const providers: Providers = { sandbox };

export const ports = {
  payments: createPayments(table),
  journal: journalOf("payments", "paymentId", table),
  providers,
  now,
};
export type Ports = typeof ports;
