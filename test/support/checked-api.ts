import { isDeepStrictEqual } from "node:util";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { type Api, createApi, type Exchange } from "../../cli/src/http-client.ts";
import type { Ready } from "../../cli/src/ready.ts";

/** What the tests read of the OpenAPI document that the running stack serves. */
export type OpenApi = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components?: Readonly<Record<string, unknown>>;
};
export type Operation = {
  readonly operationId: string;
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly [extension: `x-${string}`]: unknown;
};

/** An answer that the OpenAPI document does not declare. */
class UndeclaredAnswer extends Error {
  override readonly name = "UndeclaredAnswer";
}

/** Two answers under one ETag that do not say the same. */
class ContradictingAnswer extends Error {
  override readonly name = "ContradictingAnswer";
}

/**
 * Holds each answer against the one that had the same strong ETag before (RFC 9110 §8.8.1): where they differ, a caller
 * with `If-None-Match` would be told that nothing has changed.
 */
function createEtagCheck() {
  const seen = new Map<string, unknown>();
  return ({ method, path, status, headers, json, text }: Exchange): void => {
    const etag = headers.get("etag");
    if (method !== "GET" || status !== 200 || etag === null) return;
    const name = `${path} ${etag}`;
    if (seen.has(name) && !isDeepStrictEqual(seen.get(name), json))
      throw new ContradictingAnswer(`GET ${name}: ${JSON.stringify(seen.get(name))} and ${text}`);
    seen.set(name, json);
  };
}

function matching(document: OpenApi, path: string): string | undefined {
  return (
    Object.keys(document.paths)
      // Fixed words win over parameters, as at the gateway.
      .sort((a, b) => a.split("{").length - b.split("{").length)
      // What is not percent-encoded text never gets past the gateway.
      .find((template) => new RegExp(`^${template.replace(/\{\w+\}/g, "(?:[^/%]|%[0-9A-Fa-f]{2})+")}$`).test(path))
  );
}

function validators(document: OpenApi) {
  const ajv = new Ajv2020.default({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: "openapi", ...document });
  return (template: string, method: string, status: string, mediaType: string) =>
    ajv.getSchema(
      `openapi#/paths/${[template, method, "responses", status, "content", mediaType, "schema"]
        .map((part) => encodeURIComponent(part.replaceAll("~", "~0").replaceAll("/", "~1")))
        .join("/")}`,
    );
}

/** The document of the running stack, and an API caller that holds every answer against it, and against its ETag. */
export async function createCheckedApi(ready: Ready): Promise<{ readonly api: Api; readonly document: OpenApi }> {
  const document = (await (await fetch(`${ready.apiUrl}/v1/openapi.json`)).json()) as OpenApi;
  const schemaOf = validators(document);
  const checkEtag = createEtagCheck();
  const check = (exchange: Exchange): void => {
    checkEtag(exchange);
    const { method, path, status, headers, json, text } = exchange;
    const template = matching(document, path.split("?")[0] ?? path);
    const operation = template === undefined ? undefined : document.paths[template]?.[method.toLowerCase()];
    // What is no route of ours has the gateway's own answer.
    if (template === undefined || operation === undefined) return;
    const said = `${method} ${path} answered ${status} ${text.slice(0, 500)}`;
    if (operation.responses[String(status)] === undefined)
      throw new UndeclaredAnswer(`${said}, which is not declared.`);
    if (status === 304) return;
    const mediaType = (headers.get("content-type") ?? "").split(";")[0] ?? "";
    const validate = schemaOf(template, method.toLowerCase(), String(status), mediaType);
    if (validate === undefined) throw new UndeclaredAnswer(`${said} as ${mediaType}, which is not declared.`);
    if (!validate(mediaType.endsWith("json") ? json : text)) {
      throw new UndeclaredAnswer(`${said}, which does not match: ${JSON.stringify(validate.errors?.slice(0, 3))}`);
    }
  };
  return { api: createApi(ready.apiUrl, check), document };
}
