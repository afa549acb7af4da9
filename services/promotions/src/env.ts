import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as z from "zod";
import { createCoupons } from "./data/coupons.ts";
import { createPromotions } from "./data/promotions.ts";
import { createRedemptions } from "./data/redemptions.ts";

/** Read once at cold start, so that a missing setting fails the first invocation and not a caller's tenth. */
const { TABLE_NAME, CURSOR_KEY_SECRET_ARN } = z
  .object({ TABLE_NAME: z.string().min(1), CURSOR_KEY_SECRET_ARN: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };

/** Everything that the promotions' routes and reactions reach the world through. */
export const ports = {
  promotions: createPromotions(table),
  coupons: createCoupons(table),
  redemptions: createRedemptions(table),
  journal: journalOf("promotions", "promotionId", table),
  idempotency: idempotencyOf("promotions", table, now),
  cursors: createCursors(createSecret(secretsManager(), CURSOR_KEY_SECRET_ARN, now)),
  randomBytes: (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length)),
  table,
  now,
  newId,
};
export type Ports = typeof ports;
