import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as tax from "@millrace/tax/doors";
import * as z from "zod";
import { createCarts } from "./data/carts.ts";

const { TABLE_NAME, GUEST_KEY_SECRET_ARN, CURSOR_KEY_SECRET_ARN } = z
  .object({
    TABLE_NAME: z.string().min(1),
    GUEST_KEY_SECRET_ARN: z.string().min(1),
    CURSOR_KEY_SECRET_ARN: z.string().min(1),
  })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };

/** Everything that the carts' routes reach the world through. */
export const ports = {
  carts: createCarts(table),
  journal: journalOf("carts", "cartId", table),
  idempotency: idempotencyOf("carts", table, now),
  guestKey: createSecret(secretsManager(), GUEST_KEY_SECRET_ARN, now),
  cursors: createCursors(createSecret(secretsManager(), CURSOR_KEY_SECRET_ARN, now)),
  doors: {
    offers: catalog.offers.open(table),
    priceBook: catalog.priceBook.open(table),
    levels: inventory.levels.open(table),
    locations: inventory.locations.open(table),
    coupon: promotions.coupon.open(table),
    promotionRecords: promotions.promotionRecords.open(table),
    profile: customers.profile.open(table),
    taxRates: tax.taxRates.open(table),
    coverage: shipping.coverage.open(table),
  },
  table,
  now,
  newId,
};
export type Ports = typeof ports;
