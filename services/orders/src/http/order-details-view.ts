import { countryCode } from "@millrace/contracts/values";
import type { Recipient } from "@millrace/customers/doors";
import * as z from "zod";
import type { Order, OrderData } from "../domain/order.ts";
import { orderView, viewOf } from "./order-view.ts";

/** Whom an order was placed for. Contacts have rules; what was kept of one is told as it is. */
const recipient = z
  .strictObject({
    email: z.string(),
    name: z.string(),
    address: z.strictObject({
      line1: z.string(),
      line2: z.string().optional(),
      city: z.string().optional(),
      postalCode: z.string().optional(),
      region: z.string().optional(),
      country: countryCode,
    }),
  })
  .meta({ id: "Recipient", description: "The contact as it was at checkout; absent once it was erased." });

/** An order with the personal data that it was placed with. No stored answer may hold them, so no checkout gives it. */
export const orderDetails = orderView.extend({ recipient: recipient.optional() }).meta({ id: "OrderDetails" });

/** @param kept undefined once it was erased */
export function detailsOf(order: Order, data: OrderData, kept: Recipient | undefined): z.output<typeof orderDetails> {
  if (kept === undefined) return viewOf(order, data);
  const { email, name, address } = kept;
  return { ...viewOf(order, data), recipient: { email, name, address } };
}
