import type { AccessNotice } from "@millrace/contracts/access-notice";
import { customerIdOf } from "@millrace/kernel/ids";
import * as z from "zod";

/** What the access log writes for what a call does not have. */
const absent = "-";
const field = z.string().transform((value) => (value === absent ? undefined : value));

/** One line of the API's access log. */
const accessLine = z.object({
  requestId: z.string(),
  traceId: field,
  time: z.string(),
  principal: field,
  sub: field,
  clientId: field,
  method: z.string(),
  resourcePath: z.string(),
  path: z.string(),
  status: z.coerce.number().int(),
  errorType: field,
});
type AccessLine = z.output<typeof accessLine>;

/** A machine's token names its client as subject. */
function actorOf({ principal, sub, clientId }: AccessLine): string | undefined {
  if (principal !== undefined) return principal;
  if (sub === undefined) return undefined;
  return sub === clientId ? `machine/${clientId}` : customerIdOf(sub);
}

function refusedAtGateway({ errorType, status }: AccessLine): boolean {
  return errorType !== undefined && status >= 400 && status < 500;
}

/**
 * The notice that a line of the access log calls for, if any.
 *
 * @param noticedRoutes `POST /v1/orders/{orderId}/…` of each route that is told
 * @throws SyntaxError, ZodError for a line that is none of the access log's
 */
export function noticeOf(line: string, noticedRoutes: ReadonlySet<string>): AccessNotice | undefined {
  const access = accessLine.parse(JSON.parse(line));
  const route = `${access.method} ${access.resourcePath}`;
  const refused = refusedAtGateway(access);
  if (!refused && !noticedRoutes.has(route)) return undefined;
  return {
    type: refused ? "access.refused" : "access.granted",
    requestId: access.requestId,
    traceId: access.traceId,
    at: access.time,
    actor: actorOf(access),
    route,
    path: access.path,
    status: access.status,
    reason: access.errorType,
  };
}
