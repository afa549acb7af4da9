import type { Service } from "@millrace/contracts/define-service";
import { notifications } from "@millrace/notifications/manifest";
import { orders } from "@millrace/orders/manifest";
import { relay } from "@millrace/relay/manifest";
import { tracking } from "@millrace/tracking/manifest";
import type { Api } from "./api-stack.ts";
import type { DeployedService } from "./deployed.ts";
import { subscribeToAccessLog } from "./extras/access-notices.ts";
import { sendMails } from "./extras/notifications.ts";
import { sampleCheckouts } from "./extras/orders.ts";
import { publishJournal } from "./extras/relay.ts";
import { openSocket } from "./extras/tracking.ts";

type Extra = (deployed: DeployedService, api: Api) => void;

/** What single services need that no manifest says. */
const extras: readonly (readonly [Service, Extra])[] = [
  [notifications, sendMails],
  [orders, sampleCheckouts],
  [tracking, openSocket],
  [relay, publishJournal],
  [relay, subscribeToAccessLog],
];

/** Adds to each service's stack what it needs beyond its manifest. */
export function addExtras(deployed: readonly DeployedService[], api: Api): void {
  for (const [service, add] of extras) {
    for (const each of deployed.filter((one) => one.service === service)) add(each, api);
  }
}
