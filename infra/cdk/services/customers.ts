import { letReadSecret } from "../functions.ts";
import { type DeployedService, functionNamed } from "../service-stack.ts";

/** The authorizer verifies two kinds of tokens: those of the user pool's people, and guests'. */
export function needsOfCustomers(service: DeployedService): void {
  const { users, guestKey } = service.house.data;
  const authorizer = functionNamed(service, "customers-authorizer");
  authorizer.fn.addEnvironment("USER_POOL_URL", users.pool.userPoolProviderUrl);
  authorizer.fn.addEnvironment("USER_POOL_CLIENT_IDS", users.people.userPoolClientId);
  authorizer.fn.addEnvironment("GUEST_KEY_SECRET_ARN", guestKey.secretArn);
  letReadSecret(authorizer, guestKey);
}
