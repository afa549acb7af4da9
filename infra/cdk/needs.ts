import type { Service } from "@millrace/contracts/define-service";
import type { Api } from "./api.ts";
import type { DeployedService } from "./service-stack.ts";
import { subscribeToAccessLog } from "./services/access-notices.ts";
import { needsOfCarts } from "./services/carts.ts";
import { needsOfCustomers } from "./services/customers.ts";
import { needsOfNotifications } from "./services/notifications.ts";
import { needsOfOrders } from "./services/orders.ts";
import { needsOfRelay } from "./services/relay.ts";

type Meet = (deployed: DeployedService, services: readonly Service[], api: Api) => void;

/** What single services need beyond what their manifests say. */
const needs: Readonly<Record<string, Meet>> = {
  carts: needsOfCarts,
  customers: needsOfCustomers,
  notifications: needsOfNotifications,
  orders: needsOfOrders,
  relay(deployed, services, api) {
    needsOfRelay(deployed);
    subscribeToAccessLog(api, deployed, services);
  },
};

/** Adds each service's own needs to its stack. */
export function meetNeeds(api: Api, deployed: readonly DeployedService[], services: readonly Service[]): void {
  for (const service of deployed) needs[service.service.name]?.(service, services, api);
}
