import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as z from "zod";
import { createAlerts } from "./data/alerts.ts";
import { createLocationBooks } from "./data/location-books.ts";
import { createStock } from "./data/stock.ts";
import { createStockKeeping } from "./data/stock-keeping.ts";

/** Read once at cold start, so that a missing setting fails the first invocation and not a customer's tenth. */
const { TABLE_NAME, CURSOR_KEY_SECRET_ARN } = z
  .object({ TABLE_NAME: z.string().min(1), CURSOR_KEY_SECRET_ARN: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };

/** Everything that inventory's routes reach the world through. */
export const ports = {
  stock: createStock(table),
  stockKeeping: createStockKeeping(table),
  locationBooks: createLocationBooks(table),
  alerts: createAlerts(table),
  journal: journalOf("inventory", "causeId", table),
  settingsJournal: journalOf("inventory", "stock", table),
  locationJournal: journalOf("inventory", "book", table),
  alertJournal: journalOf("inventory", "alert", table),
  idempotency: idempotencyOf("inventory", table, now),
  cursors: createCursors(createSecret(secretsManager(), CURSOR_KEY_SECRET_ARN, now)),
  table,
  now,
  newId,
};
export type Ports = typeof ports;
