import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { Owner } from "@millrace/kernel/caller";
import { Refusal, statusOf } from "@millrace/kernel/errors";
import { Unauthenticated } from "@millrace/kernel/refusals";
import { callerOf } from "./caller.ts";
import { annotate, logger, tracer } from "./observability.ts";

/** Who is at the other end of a connection: proved once, when it was opened. */
export type Connection = { readonly connectionId: string; readonly connectedAt: Date; readonly caller: Owner };

/** What a service does with its socket: each may throw a refusal. */
export type SocketRoutes = {
  /** Before the connection is there: nothing can be sent to it yet. A refusal refuses the handshake. */
  readonly connect: (connection: Connection) => Promise<void>;
  /** After it has ended; API Gateway tells of it as best it can, which is not always. */
  readonly disconnect: (connection: Connection) => Promise<void>;
  readonly message: (connection: Connection, text: string) => Promise<void>;
};

/**
 * An event of a WebSocket API, as far as it is used (API Gateway Developer Guide, "Set up data transformations for
 * WebSocket APIs", and "$context variables for WebSocket APIs" for what an authorizer proved).
 */
export type SocketEvent = {
  readonly requestContext: {
    readonly eventType: "CONNECT" | "DISCONNECT" | "MESSAGE";
    readonly connectionId: string;
    readonly connectedAt: number;
    readonly requestId: string;
    readonly authorizer?: Readonly<Record<string, unknown>> | null;
  };
  readonly body?: string | null;
};

function connectionOf({ requestContext }: SocketEvent): Connection {
  const caller = callerOf({ requestContext });
  if (caller.kind !== "guest" && caller.kind !== "customer") throw Unauthenticated();
  const { connectionId, connectedAt } = requestContext;
  return { connectionId, connectedAt: new Date(connectedAt), caller };
}

async function take(event: SocketEvent, routes: SocketRoutes): Promise<void> {
  const connection = connectionOf(event);
  switch (event.requestContext.eventType) {
    case "CONNECT":
      return routes.connect(connection);
    case "DISCONNECT":
      return routes.disconnect(connection);
    case "MESSAGE":
      return routes.message(connection, event.body ?? "");
  }
}

/**
 * The socket chain. A refusal becomes the status of the handshake's answer. What else is thrown fails the invocation:
 * API Gateway then refuses the handshake, or tells the connection of an internal error and leaves it open.
 */
export function socketHandler(loadRoutes: () => Promise<SocketRoutes>) {
  return middy(async (event: SocketEvent): Promise<{ readonly statusCode: number }> => {
    annotate({ correlationId: event.requestContext.requestId });
    try {
      await take(event, await loadRoutes());
      return { statusCode: 200 };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      logger.info("Request refused.", { code: error.declaration.code });
      return { statusCode: statusOf[error.declaration.kind] };
    }
  })
    .use({
      onError: ({ error }) => {
        logger.error("A socket's event failed.", { error });
      },
    })
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));
}
