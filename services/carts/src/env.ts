import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { connectTable, secretIn, settingsOf } from "@millrace/lambda/environment";
import { newId, now } from "@millrace/lambda/system";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as tax from "@millrace/tax/doors";
import { createCarts } from "./data/carts.ts";
import { settings } from "./settings.ts";

const { GUEST_KEY_SECRET_ARN: guestKey } = settingsOf(settings);
const table = connectTable();

/** Everything that the carts' routes reach the world through. */
export const ports = {
  carts: createCarts(table),
  journal: journalOf("carts", "cartId", table),
  idempotency: idempotencyOf("carts", table, now),
  guestKey,
  cursors: createCursors(secretIn("CURSOR_KEY_SECRET_ARN")),
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
