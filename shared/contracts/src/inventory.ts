import * as z from "zod";
import { defineEvent } from "./define-event.ts";
import { id, locationId, quantity, sku } from "./values.ts";

export const StockReceived = defineEvent({
  service: "inventory",
  name: "stock.received",
  version: 1,
  data: z.strictObject({ receiptId: id("receipt"), sku, locationId, quantity }),
  example: {
    receiptId: "rcp_01kaq3v8e0m4t6w8y0a2c4e6g8",
    sku: "TEE-BLUE-M",
    locationId: "loc_main",
    quantity: 50,
  },
});
