import { render } from "velocityjs";
import * as z from "zod";
import type { Answer } from "./refusals.ts";
import type { Request } from "./request.ts";

const headerPrefix = "method.response.header.";

/** A MOCK integration with one answer, whose status its request template names. */
export const mockSchema = z.object({
  Type: z.literal("MOCK"),
  RequestTemplates: z.strictObject({ "application/json": z.string().regex(/^\{"statusCode": \d{3}\}$/) }),
  IntegrationResponses: z.tuple([
    z.object({
      StatusCode: z.string(),
      /** By `method.response.header.<name>`: `'text'`. */
      ResponseParameters: z.record(z.string().startsWith(headerPrefix), z.string().regex(/^'[^']*'$/)).default({}),
      ResponseTemplates: z
        .strictObject({ "application/json": z.string().default("") })
        .default({ "application/json": "" }),
    }),
  ]),
});

/**
 * What the gateway answers by itself (Developer Guide, "Mock integrations in API Gateway"). The template is Velocity; it
 * may look at the request's headers, spelled as they came, and set `$context.responseOverride.header` ("Override your
 * API's request and response parameters and status codes").
 */
export function mockAnswer({ IntegrationResponses }: z.infer<typeof mockSchema>, request: Request): Answer {
  const [{ StatusCode, ResponseParameters, ResponseTemplates }] = IntegrationResponses;
  const headers: Record<string, string> = Object.fromEntries(
    Object.entries(ResponseParameters).map(([name, text]) => [name.slice(headerPrefix.length), text.slice(1, -1)]),
  );
  const spelled = new Map(request.headers);
  const body = render(ResponseTemplates["application/json"], {
    input: { params: () => ({ header: spelled }) },
    context: { responseOverride: { header: headers } },
  });
  const written = Object.entries(headers).map(([name, text]) => [name.toLowerCase(), [text]] as const);
  return { status: Number(StatusCode), headers: Object.fromEntries(written), body: Buffer.from(body) };
}
