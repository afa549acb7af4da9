import { letReadSecret } from "../functions.ts";
import type { DeployedService } from "../service-stack.ts";

/** A guest's token is issued together with the guest's cart. */
export function needsOfCarts({ house, functions }: DeployedService): void {
  const { guestKey } = house.data;
  for (const deployed of functions) {
    deployed.fn.addEnvironment("GUEST_KEY_SECRET_ARN", guestKey.secretArn);
    if (deployed.plan.trigger === "http") letReadSecret(deployed, guestKey);
  }
}
