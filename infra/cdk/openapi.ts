import type { Route } from "@millrace/contracts/define-route";
import type { Service } from "@millrace/contracts/define-service";
import type { Rule } from "@millrace/kernel/caller";
import { scopeOf } from "@millrace/kernel/permissions";
import { answersOf, bodyOf, headers, notModified, parameters, parametersOf } from "./openapi-messages.ts";
import { commonProblems, problemSchema, problemsOf } from "./openapi-problems.ts";
import { createSchemas, type Schemas } from "./openapi-schemas.ts";
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
  return [{ staff: [] }, { machine: [] }];
}

function whoMayCall(rule: Rule): string {
  if (rule === "public") return "Anybody may call this.";
  if (rule === "customer") return "For customers, about their own data.";
  if (rule === "guestOrCustomer") return "For customers and guests, about their own data.";
  return `For staff that hold \`${rule}\`, and machines with the scope \`${scopeOf(rule)}\`.`;
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
    },
  };
}

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
    info: {
      title: "Millrace",
      version: "1.0.0",
      description: "An order backbone for online shops.",
      contact: { name: "Millrace", url: "https://millrace.dev" },
      license: { name: "Apache 2.0", url: "https://www.apache.org/licenses/LICENSE-2.0" },
    },
    // Relative to where the document is read, `<base>/v1/openapi.json`: so it keeps an API's stage, or a domain's path.
    servers: [{ url: ".." }],
    tags: services
      .filter(({ routes }) => Object.keys(routes).length > 0)
      .map(({ name, purpose }) => ({ name, description: purpose }))
      .sort((one, other) => (one.name < other.name ? -1 : 1)),
    paths,
    components: {
      schemas: { ...schemas.components(), Problem: problemSchema },
      responses: { NotModified: notModified, ...commonProblems },
      ...{ parameters, headers, securitySchemes },
    },
  };
}

/** What `GET /v1/openapi.json` answers. */
export function openApiDocument(): Readonly<Record<string, unknown>> {
  return openapiOf(allServices);
}
