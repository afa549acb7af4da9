import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { captureLambdaHandler } from "@aws-lambda-powertools/tracer/middleware";
import middy from "@middy/core";
import type { Owner } from "@millrace/kernel/caller";
import type {
  APIGatewayAuthorizerResult,
  APIGatewayRequestAuthorizerEvent,
  APIGatewayTokenAuthorizerEvent,
  Context,
} from "aws-lambda";
import type { AuthorizerContext } from "./caller.ts";
import { logger, tracer } from "./observability.ts";

/**
 * The owner whom a bearer token proves; undefined when it proves none.
 *
 * @throws on an outage only
 */
export type Verify = (token: string) => Promise<Owner | undefined>;

/** RFC 6750 §2.1; the scheme's case does not count (RFC 9110 §11.1). */
const bearerPattern = /^Bearer +([\w.~+/-]+=*)$/i;

/**
 * `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` → every method of the stage, for the gateway
 * keeps the answer for the token and asks it about the token's next route too. What a caller may do, routes say.
 */
function everyMethodOf(methodArn: string): string {
  return `${methodArn.split("/").slice(0, 2).join("/")}/*`;
}

function contextOf(owner: Owner): AuthorizerContext {
  return {
    kind: owner.kind,
    ownerId: owner.ownerId,
    groups: owner.kind === "customer" ? owner.groups.join(" ") : "",
  };
}

function admit(owner: Owner, methodArn: string): APIGatewayAuthorizerResult {
  return {
    principalId: owner.ownerId,
    policyDocument: {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: everyMethodOf(methodArn) }],
    },
    context: contextOf(owner),
  };
}

function logFailures(): middy.MiddlewareObj {
  return {
    onError: ({ error }) => {
      logger.error("Authorization failed.", { error });
    },
  };
}

/**
 * An authorizer chain: admits whom the token proves. A token that proves nobody becomes 401 by the one error message
 * that API Gateway knows, thrown outside the tracer, for it is no fault of ours; anything else thrown becomes 500.
 */
function judgeBy<Event extends { readonly methodArn: string }>(
  tokenOf: (event: Event) => string | undefined,
  verify: Verify,
) {
  const judge = middy(async (event: Event): Promise<APIGatewayAuthorizerResult | undefined> => {
    const token = tokenOf(event);
    const owner = token === undefined ? undefined : await verify(token);
    if (owner !== undefined) return admit(owner, event.methodArn);
    logger.info("Token refused.");
    return undefined;
  })
    .use(logFailures())
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(captureLambdaHandler(tracer, { captureResponse: false }));

  return async (event: Event, context: Context): Promise<APIGatewayAuthorizerResult> => {
    const admitted = await judge(event, context);
    if (admitted === undefined) throw new Error("Unauthorized");
    return admitted;
  };
}

/**
 * Admits whom the bearer token proves, to every method of the stage.
 *
 * @throws Error `Unauthorized` for a token that proves nobody; what `verify` throws
 */
export function authorizerHandler(verify: Verify) {
  return judgeBy<APIGatewayTokenAuthorizerEvent>((event) => bearerPattern.exec(event.authorizationToken)?.[1], verify);
}

/**
 * Admits to a socket whom the `ticket` in the query proves: a page in a browser can set no header for a WebSocket.
 *
 * @throws Error `Unauthorized` for a ticket that proves nobody; what `verify` throws
 */
export function ticketAuthorizerHandler(verify: Verify) {
  return judgeBy<APIGatewayRequestAuthorizerEvent>(
    ({ queryStringParameters }) => queryStringParameters?.["ticket"],
    verify,
  );
}
