/** The `$context` of a request: nested records by the names of "Variables for access logging for API Gateway". */
export type Variables = Readonly<Record<string, unknown>>;

const known =
  /^(?:requestId|requestTime|httpMethod|path|resourcePath|status|responseLatency|xrayTraceId|connectionId|eventType|routeKey|error\.(?:messageString|responseType)|authorizer\..+)$/;
const reference = /\$context\.([A-Za-z0-9_.-]*[A-Za-z0-9_-])/g;

/** Whether a template asks only for what the gateway here can tell of a request; the guide's table holds many more. */
export function asksForKnown(template: string): boolean {
  return [...template.matchAll(reference)].every(([, name = ""]) => known.test(name));
}

function lookUp(variables: Variables, path: string): unknown {
  return path.split(".").reduce<unknown>((value, key) => (value as Variables | undefined)?.[key], variables);
}

/**
 * Fills `$context.name` into a gateway response's template or an access log's format; `missing` stands for what is not
 * known of this request, or is no single value ("Calling $context.authorizer.claims returns null").
 */
export function renderTemplate(template: string, variables: Variables, missing: string): string {
  return template.replaceAll(reference, (_, path: string) => {
    const value = lookUp(variables, path);
    return value === undefined || value === null || typeof value === "object" ? missing : String(value);
  });
}

const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `22/Nov/2026:10:00:00 +0000`, the common log format of `$context.requestTime`. */
export function commonLogTime(milliseconds: number): string {
  const [date = "", time = ""] = new Date(milliseconds).toISOString().split(/[T.]/);
  const [year, month, day] = date.split("-");
  return `${day}/${months[Number(month) - 1]}/${year}:${time} +0000`;
}
