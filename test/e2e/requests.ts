import type { Operations } from "./scene.ts";
import { carts } from "./services/carts.ts";
import { catalog } from "./services/catalog.ts";
import { customers } from "./services/customers.ts";
import { inventory } from "./services/inventory.ts";
import { operations } from "./services/operations.ts";
import { orders } from "./services/orders.ts";
import { priceLists } from "./services/price-lists.ts";
import { promotions } from "./services/promotions.ts";
import { shipping } from "./services/shipping.ts";
import { tax } from "./services/tax.ts";
import { tracking } from "./services/tracking.ts";

const all: readonly Operations[] = [
  catalog,
  priceLists,
  inventory,
  promotions,
  tax,
  shipping,
  carts,
  customers,
  orders,
  tracking,
  operations,
];

export const requests: Operations["requests"] = Object.assign({}, ...all.map((known) => known.requests));
export const ownProvokers: Operations["provokers"] = Object.assign({}, ...all.map((known) => known.provokers));
