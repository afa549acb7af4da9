import { offers } from "@millrace/catalog/doors";
import { levels } from "@millrace/inventory/doors";
import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as z from "zod";
import { createCarts } from "./data/carts.ts";

const { TABLE_NAME, GUEST_KEY_SECRET_ARN } = z
  .object({ TABLE_NAME: z.string().min(1), GUEST_KEY_SECRET_ARN: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };

/** Everything that the carts' routes reach the world through. */
export const ports = {
  carts: createCarts(table),
  journal: journalOf("carts", "cartId", table),
  idempotency: idempotencyOf("carts", table, now),
  guestKey: createSecret(secretsManager(), GUEST_KEY_SECRET_ARN, now),
  doors: { offers: offers.open(table), levels: levels.open(table) },
  table,
  now,
  newId,
};
export type Ports = typeof ports;
