import type { Route } from "@millrace/contracts/define-route";
import type { Service } from "@millrace/contracts/define-service";

/** The routes of which each call is told to the topic of access notices. */
export function noticedRoutes(services: readonly Service[]): readonly Route[] {
  return services.flatMap(({ routes }) => Object.values(routes)).filter(({ notice }) => notice);
}
