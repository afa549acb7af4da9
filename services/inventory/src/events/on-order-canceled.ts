import { OrderCanceled } from "@millrace/contracts/orders";
import { unitsBySku } from "@millrace/kernel/sale";
import { watching } from "./watching.ts";

/** Ends the alert when an order's units come back and end a shortage. A second run finds it ended. */
export const onOrderCanceled = watching(OrderCanceled, ({ lines }) => unitsBySku(lines).map(({ sku }) => sku));
