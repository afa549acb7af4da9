import type { Service } from "@millrace/contracts/define-service";
import { currencyListDate, minorDigits } from "@millrace/kernel/currencies";
import { permissions, permissionsOf, scopeOf, staffGroups } from "@millrace/kernel/permissions";
import { gatewayProblems, type Problem, problemOf } from "../gateway-problems.ts";
import { refusalsOf } from "../openapi-problems.ts";
import { tryIt } from "./try-it.ts";

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lineOf = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [lineOf(head), lineOf(head.map(() => "---")), ...rows.map(lineOf)].join("\n");
}

function scopes(): string {
  const rows = permissions.map((permission) => {
    const groups = staffGroups.filter((group) => permissionsOf([group]).has(permission));
    return [`\`${permission}\``, groups.join(", "), `\`${scopeOf(permission)}\``];
  });
  return tableOf(["permission", "groups of staff that hold it", "scope of a machine"], rows);
}

function problems(services: readonly Service[]): string {
  const ofRoutes = services.flatMap(({ routes }) => Object.values(routes).flatMap(refusalsOf)).map(problemOf);
  const byCode = new Map<string, Problem>(
    [...Object.values(gatewayProblems), ...ofRoutes].map((problem) => [problem.code, problem]),
  );
  const rows = [...byCode.values()]
    .sort((one, other) => one.status - other.status || (one.code < other.code ? -1 : 1))
    .map(({ status, code, title }) => [String(status), `\`${code}\``, title]);
  return tableOf(["status", "code", "meaning"], rows);
}

function digits(): string {
  const rows = [0, 3, 4].map((count) => {
    const codes = [...minorDigits.keys()].filter((code) => minorDigits.get(code) === count);
    return [String(count), codes.join(" ")];
  });
  return tableOf(["digits", "currencies"], [["2", "all others"], ...rows]);
}

/** What holds for every route, said once: the chapters before those of the services, in Markdown. */
export function guideOf(services: readonly Service[]): string {
  return `An order backbone for online shops: never oversells, never charges twice, never loses a fact.

# Try it

These lines sign in at the shop that \`npm start\` fills, place a first order, and keep the ids of what is there. The
samples beside the operations then work as they are pasted. Against a deployment set \`API\`, \`CUSTOMER\` and \`STAFF\`
yourself.

\`\`\`bash
${tryIt}
\`\`\`

# Who may call

Every call but the public ones carries \`Authorization: Bearer <token>\`. A **guest** gets a token with a cart
(\`POST /v1/guest-carts\`), which owns that cart, its contacts and its orders. **Customers** and **staff** sign in at the
user pool and send their access token. A **machine** gets one by client credentials, with the scopes it was given.

${scopes()}

401 \`caller.unauthenticated\` asks for a valid token, 403 \`caller.forbidden\` for another right. What belongs to
somebody else is answered like what does not exist.

# Idempotency

A call that changes something takes an \`Idempotency-Key\`: 1 to 255 printable characters that the caller makes up. It is
required where money or stock move. The same caller, route, key and request get the same answer, byte for byte, with
\`idempotency-replayed: true\`, for 30 days; the effect is had once. Another request under the same key is refused with 422
\`idempotency.key_reused\`. So after a time-out, a 429 or a 503 send the same request with the same key.

# Versions

What can change has a \`version\` and an \`ETag\`. Where a change asks for \`If-Match\`, send the \`ETag\` last seen; 412
\`version.mismatch\` says that somebody was faster: read again. Every GET takes \`If-None-Match\` and answers 304 where
nothing has changed.

# Pages of a list

A list answers \`{ "items": [ … ], "nextCursor": "…" }\`. Send \`cursor\` to go on; without \`nextCursor\` it was the last
page. \`limit\` is 1 to 100, 25 if it is left out. A page may be short, even empty, before the last one. A cursor belongs
to its list, its conditions and its caller; any other use is 400 \`cursor.invalid\`. There are no totals.

# Money and times

Money is \`{ "amount": 1990, "currency": "EUR" }\`: an integer in minor units of an ISO 4217 currency (list of
${currencyListDate}), whose digits after the point are:

${digits()}

Times are ISO 8601 in UTC, with milliseconds. Rates are integer parts per million: 190000 is 19 %.

# Limits

Every limit of a value is in its schema, and what has one more field than its schema is refused. A body may have 6 MB,
request line and headers 10 KB; an answer comes within 29 seconds or is a 503. A deployment lets through as many requests
a second as its operator chose (500, and bursts of 1000, unless told otherwise): beyond them 429 \`caller.throttled\`.
429 and 503 say in \`Retry-After\` how many seconds to wait.

# Facts

What happens is told as facts, on a bus, on topics and over the tracking socket: see the [event catalog](docs/events).

# Problems

What went wrong is told as \`application/problem+json\` (RFC 9457): \`type\`, \`title\`, \`status\`, \`detail\`, and \`code\`,
which is stable and for programs. 400 \`request.invalid\` lists in \`errors\` each field and what is wrong with it. Treat a
code that you do not know by its status. \`x-request-id\` names the call in our logs.

${problems(services)}
`;
}
