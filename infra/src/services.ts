import { catalog } from "@millrace/catalog/manifest";
import type { Service } from "@millrace/contracts/define-service";
import { inventory } from "@millrace/inventory/manifest";
import { payments } from "@millrace/payments/manifest";

/** Every service of the house; all that is deployed derives from this list. */
export const services: readonly Service[] = [catalog, inventory, payments];
