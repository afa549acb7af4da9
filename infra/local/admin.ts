/** A small HTTP surface beside AWS: what tests and people must see or move, and AWS has no API for. */
import * as z from "zod";
import type { MovableClock } from "./clock.ts";
import type { Buckets } from "./delivery/failure-record.ts";
import type { Endpoint } from "./endpoint/endpoint.ts";
import { FaultPlanError, parseFaultPlan } from "./fault-plan.ts";
import type { Faults } from "./faults.ts";
import type { LogStore } from "./functions/logs.ts";
import type { Authorize } from "./iam/authorize.ts";
import { createLocalServer, type LocalServer } from "./local-server.ts";
import type { Alarms } from "./observation/alarms.ts";
import type { Mailbox } from "./observation/mailbox.ts";
import type { CollectedMetrics } from "./observation/metrics.ts";
import type { UserPools } from "./user-pool/user-pools.ts";

type AdminSources = {
  readonly clock: MovableClock;
  readonly faults: Faults;
  readonly logs: LogStore;
  readonly endpoint: Pick<Endpoint, "denials">;
  readonly cloudWatch: Pick<CollectedMetrics, "latest"> & Alarms;
  readonly cognito: Pick<UserPools, "messages">;
  readonly iam: Pick<Authorize, "grants">;
  readonly s3: Pick<Buckets, "objects">;
  readonly ses: Pick<Mailbox, "mails" | "setSendEvents">;
  /** Whether anything is in flight. */
  busy(): boolean;
  /** Told of a request that failed through no fault of its own. */
  onFailure(error: unknown): void;
};

type Handle = (query: URLSearchParams, body: string) => unknown;

const advance = z.strictObject({ advanceSeconds: z.number().positive() });
/** Later ones have no ISO 8601 text of the usual length, and some have none at all. */
const lastMoment = Date.UTC(9999, 11, 31);
const mailboxSettings = z.strictObject({ sendEvents: z.boolean() });

/** The request cannot be served; the message says what is wrong with it. */
class AdminRequestError extends Error {
  override readonly name = "AdminRequestError";
}

export function createAdmin(sources: AdminSources): LocalServer {
  const { clock, cloudWatch, faults, logs, ses } = sources;
  const showClock = () => ({ now: new Date(clock.now()).toISOString(), offsetSeconds: clock.offset() / 1_000 });
  const routes: Readonly<Record<string, Handle>> = {
    "GET /denials": () => sources.endpoint.denials(),
    "GET /grants": () => sources.iam.grants(),
    "GET /mailbox": () => ses.mails(),
    "PUT /mailbox": (_, body) => ses.setSendEvents(parseBody(mailboxSettings, body).sendEvents),
    "GET /messages": () => sources.cognito.messages(),
    "GET /alarms": () => cloudWatch.evaluate(),
    "GET /metrics": () => cloudWatch.latest(),
    "GET /faults": () => faults.list(),
    "PUT /faults": (_, body) => {
      faults.replace(parseFaultPlan(body, "in the request"));
      return faults.list();
    },
    "GET /failures": () => sources.s3.objects(),
    "GET /clock": showClock,
    "POST /clock": (_, body) => {
      const milliseconds = parseBody(advance, body).advanceSeconds * 1_000;
      if (clock.now() + milliseconds > lastMoment) throw new AdminRequestError("The clock ends with the year 9999.");
      clock.advance(milliseconds);
      return showClock();
    },
    "GET /idle": () => !sources.busy(),
    "GET /logs": (query) => {
      const group = query.get("group");
      return group === null ? logs.groups() : logs.read(group);
    },
  };
  return createLocalServer(async (incoming, response, body) => {
    const [path = "/", query] = (incoming.url ?? "/").split("?", 2);
    const answered = answer(routes, `${incoming.method} ${path}`, new URLSearchParams(query), body.toString());
    response.writeHead(answered.status, { "content-type": "application/json" }).end(JSON.stringify(answered.body));
  }, sources);
}

function answer(routes: Readonly<Record<string, Handle>>, route: string, query: URLSearchParams, body: string) {
  const handle = routes[route];
  if (handle === undefined) return { status: 404, body: { error: "not found", routes: Object.keys(routes) } };
  try {
    return { status: 200, body: handle(query, body) ?? {} };
  } catch (error) {
    if (!(error instanceof AdminRequestError || error instanceof FaultPlanError)) throw error;
    return { status: 400, body: { error: error.message } };
  }
}

function parseBody<Schema extends z.ZodType>(schema: Schema, body: string): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (error) {
    throw new AdminRequestError("The body is not JSON.", { cause: error });
  }
  const result = schema.safeParse(json);
  if (!result.success) throw new AdminRequestError(z.prettifyError(result.error), { cause: result.error });
  return result.data;
}
