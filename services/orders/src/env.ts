import * as carts from "@millrace/carts/doors";
import * as catalog from "@millrace/catalog/doors";
import * as customers from "@millrace/customers/doors";
import * as inventory from "@millrace/inventory/doors";
import { dynamodb, secretsManager } from "@millrace/lambda/clients";
import { createSecret } from "@millrace/lambda/secrets";
import { newId, now } from "@millrace/lambda/system";
import * as payments from "@millrace/payments/doors";
import * as promotions from "@millrace/promotions/doors";
import * as shipping from "@millrace/shipping/doors";
import { createCursors } from "@millrace/table/cursors";
import { idempotencyOf } from "@millrace/table/idempotency";
import { journalOf } from "@millrace/table/journal";
import * as tax from "@millrace/tax/doors";
import * as z from "zod";
import { createCancellation } from "./data/cancellation.ts";
import { createOrders } from "./data/orders.ts";

const { TABLE_NAME, CURSOR_KEY_SECRET_ARN } = z
  .object({ TABLE_NAME: z.string().min(1), CURSOR_KEY_SECRET_ARN: z.string().min(1) })
  .parse(process.env);

const table = { client: dynamodb(), table: TABLE_NAME };
const orders = createOrders(table);
const journal = journalOf("orders", "orderId", table);
const release = inventory.release.open(table);
const giveBack = promotions.giveBack.open(table);

export const ports = {
  orders,
  journal,
  idempotency: idempotencyOf("orders", table, now),
  cursors: createCursors(createSecret(secretsManager(), CURSOR_KEY_SECRET_ARN, now)),
  cancelUnpaidOrder: createCancellation({ orders, journal, release, giveBack }),
  allocate: inventory.allocate.open(table),
  doors: {
    cart: carts.read.open(table),
    closeCart: carts.close.open(table),
    contact: customers.contact.open(table),
    offers: catalog.offers.open(table),
    priceBook: catalog.priceBook.open(table),
    profile: customers.profile.open(table),
    promotionRecords: promotions.promotionRecords.open(table),
    taxRates: tax.taxRates.open(table),
    coverage: shipping.coverage.open(table),
    levels: inventory.levels.open(table),
    shards: inventory.shards.open(table),
    locations: inventory.locations.open(table),
    reserve: inventory.reserve.open(table),
    redeem: promotions.redeem.open(table),
    openPayment: payments.open.open(table),
  },
  table,
  now,
  newId,
};
export type Ports = typeof ports;
