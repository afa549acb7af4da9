import { carts } from "@millrace/carts/manifest";
import { catalog } from "@millrace/catalog/manifest";
import type { Service } from "@millrace/contracts/define-service";
import { customers } from "@millrace/customers/manifest";
import { inventory } from "@millrace/inventory/manifest";
import { notifications } from "@millrace/notifications/manifest";
import { operations } from "@millrace/operations/manifest";
import { orders } from "@millrace/orders/manifest";
import { payments } from "@millrace/payments/manifest";
import { promotions } from "@millrace/promotions/manifest";
import { relay } from "@millrace/relay/manifest";
import { shipping } from "@millrace/shipping/manifest";
import { tax } from "@millrace/tax/manifest";
import { tracking } from "@millrace/tracking/manifest";

/** Every service of the house; all that is deployed derives from this list. */
export const services: readonly Service[] = [
  catalog,
  inventory,
  promotions,
  tax,
  shipping,
  carts,
  customers,
  orders,
  payments,
  notifications,
  tracking,
  relay,
  operations,
];
