import { OrderPlaced } from "@millrace/contracts/orders";
import { unitsBySku } from "@millrace/kernel/sale";
import { watching } from "./watching.ts";

/**
 * Raises the alert when an order's units leave the stock low or depleted; the buyer waits for none of it. A second run
 * finds it raised.
 */
export const onOrderPlaced = watching(OrderPlaced, ({ lines }) => unitsBySku(lines).map(({ sku }) => sku));
