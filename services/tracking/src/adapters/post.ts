import type { ApiGatewayManagementApi } from "@millrace/aws/services";
import type { ServerMessage } from "@millrace/contracts/tracking";

/**
 * Sends a message to a connection; says whether the connection was there.
 *
 * @throws the outage where nobody knows
 */
export type Post = (connectionId: string, message: ServerMessage) => Promise<boolean>;

/** API Gateway's word that a connection is gone (API Reference, `PostToConnection`: `GoneException`, 410). */
function isGone(error: unknown): boolean {
  return error instanceof Error && error.name === "GoneException";
}

export function createPost(client: Pick<ApiGatewayManagementApi, "send">): Post {
  return async (connectionId, message) => {
    try {
      await client.send("PostToConnection", { ConnectionId: connectionId, Data: JSON.stringify(message) });
      return true;
    } catch (error) {
      if (isGone(error)) return false;
      throw error;
    }
  };
}
