import type { Route } from "@millrace/contracts/define-route";
import type { Service } from "@millrace/contracts/define-service";
import type { Rule } from "@millrace/kernel/caller";
import { scopeOf } from "@millrace/kernel/permissions";
import { exampleOf } from "./openapi-examples.ts";
import { problemSchema, problemsOf, takesKey, unexpected } from "./openapi-problems.ts";
import { createSchemas, type JsonSchema, resolved, type Schemas } from "./openapi-schemas.ts";
import { services as allServices } from "./services.ts";

function bearer(description: string) {
  return { type: "http", scheme: "bearer", bearerFormat: "JWT", description };
}

const securitySchemes = {
  customer: bearer("Access token of a customer's sign-in."),
  guest: bearer("Guest token from `POST /v1/guest-carts`."),
  staff: bearer("Access token of a sign-in whose groups hold the permission."),
  machine: bearer("Access token by client credentials whose scopes hold the permission."),
};

function securityOf(rule: Rule): readonly Readonly<Record<string, readonly string[]>>[] {
  if (rule === "public") return [];
  if (rule === "customer") return [{ customer: [] }];
  if (rule === "guestOrCustomer") return [{ customer: [] }, { guest: [] }];
  return [{ staff: [rule] }, { machine: [scopeOf(rule)] }];
}

function whoMayCall(rule: Rule): string {
  if (rule === "public") return "Anybody may call this.";
  if (rule === "customer") return "For customers, about their own data.";
  if (rule === "guestOrCustomer") return "For customers and guests, about their own data.";
  return `For staff and machines that hold \`${rule}\`.`;
}

function descriptionOf(route: Route): string {
  return [
    whoMayCall(route.rule),
    ...(route.idempotency === "required"
      ? ["An `Idempotency-Key` is required, so that the call, sent again, counts once."]
      : []),
    ...(route.ifMatch ? ["`If-Match` names the version to change, from the `ETag` last seen."] : []),
  ].join(" ");
}

function parametersIn(place: "path" | "query", schema: JsonSchema) {
  const { properties = {}, required = [] } = schema as {
    readonly properties?: Readonly<Record<string, JsonSchema>>;
    readonly required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...property }]) => ({
    name,
    in: place,
    required: place === "path" || required.includes(name),
    ...(description === undefined ? {} : { description }),
    schema: property,
  }));
}

function parameterRef(name: string) {
  return { $ref: `#/components/parameters/${name}` };
}

function parametersOf(route: Route, schemas: Schemas): readonly object[] {
  return [
    ...(route.params ? parametersIn("path", resolved(schemas.inputOf(route.params), schemas.components())) : []),
    ...(route.query ? parametersIn("query", resolved(schemas.inputOf(route.query), schemas.components())) : []),
    ...(takesKey(route) ? [parameterRef(route.idempotency === "required" ? "KeyRequired" : "Key")] : []),
    ...(route.ifMatch ? [parameterRef("IfMatch")] : []),
    parameterRef("CorrelationId"),
  ];
}

function headerRef(name: string) {
  return { $ref: `#/components/headers/${name}` };
}

function answersOf(route: Route, schemas: Schemas): Readonly<Record<string, object>> {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => {
      const schema = schemas.outputOf(answer);
      const { properties = {} } = resolved(schema, schemas.components());
      const headers = {
        "x-request-id": headerRef("RequestId"),
        ...(Object.hasOwn(properties as object, "version") ? { etag: headerRef("ETag") } : {}),
        ...(status === "201" ? { location: headerRef("Location") } : {}),
        ...(takesKey(route) ? { "idempotency-replayed": headerRef("Replayed") } : {}),
      };
      const example = exampleOf(schema, schemas.components());
      return [status, { description: route.summary, headers, content: { "application/json": { schema, example } } }];
    }),
  );
}

function bodyOf(route: Route, schemas: Schemas) {
  if (route.body === undefined) return {};
  const schema = schemas.inputOf(route.body);
  const example = exampleOf(schema, schemas.components());
  return { requestBody: { required: true, content: { "application/json": { schema, example } } } };
}

function operationOf(service: Service, name: string, route: Route, schemas: Schemas): object {
  return {
    operationId: name,
    tags: [service.name],
    summary: route.summary,
    description: descriptionOf(route),
    "x-millrace-rule": route.rule,
    security: securityOf(route.rule),
    parameters: parametersOf(route, schemas),
    ...bodyOf(route, schemas),
    responses: {
      ...answersOf(route, schemas),
      ...problemsOf(route),
      default: { $ref: "#/components/responses/Unexpected" },
    },
  };
}

const key = { name: "Idempotency-Key", in: "header", schema: { type: "string", pattern: "^[\\x21-\\x7e]{1,255}$" } };
const keyUse = "The same key and request get the same answer, made once; kept for 30 days.";
function text(description: string) {
  return { description, schema: { type: "string" } };
}

const parameters = {
  Key: { ...key, required: false, description: keyUse },
  KeyRequired: { ...key, required: true, description: keyUse },
  IfMatch: {
    name: "If-Match",
    in: "header",
    required: true,
    schema: { type: "string", pattern: '^"(0|[1-9]\\d{0,8})"$' },
  },
  CorrelationId: { name: "X-Correlation-Id", in: "header", schema: { type: "string", pattern: "^[\\w.-]{8,64}$" } },
};

const headers = {
  RequestId: text("Names this call in logs."),
  ETag: text("The version, for `If-Match`."),
  Location: text("Where the new resource is."),
  Replayed: text("`true` when this is the stored answer to an earlier, equal request."),
};

/** The OpenAPI 3.1 document of the whole API, from nothing but the manifests. */
export function openapiOf(services: readonly Service[]): Readonly<Record<string, unknown>> {
  const schemas = createSchemas();
  const paths: Record<string, Record<string, object>> = {};
  for (const service of services) {
    for (const [name, route] of Object.entries(service.routes)) {
      paths[route.path] = {
        ...paths[route.path],
        [route.method.toLowerCase()]: operationOf(service, name, route, schemas),
      };
    }
  }
  return {
    openapi: "3.1.1",
    info: { title: "Millrace", version: "1.0.0", description: "An order backbone for online shops." },
    servers: [{ url: "/" }],
    tags: services.filter(({ routes }) => Object.keys(routes).length > 0).map(({ name }) => ({ name })),
    paths,
    components: {
      schemas: { ...schemas.components(), Problem: problemSchema },
      responses: { Unexpected: unexpected },
      ...{ parameters, headers, securitySchemes },
    },
  };
}

/** What `GET /v1/openapi.json` answers. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  return openapiOf(allServices);
}
