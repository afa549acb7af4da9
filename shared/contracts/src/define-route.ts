import type { CallerOf, Rule } from "@millrace/kernel/caller";
import type { RefusalDeclaration } from "@millrace/kernel/errors";
import * as z from "zod";
import type { Doors, Opened } from "./define-door.ts";
import type { EventMetadata } from "./define-event.ts";
import { pageQuery, pathParameters } from "./values.ts";

/** What a route may do to a resource. */
export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Where a route is: `GET /v1/orders/{orderId}`, each parameter one of `pathParameters`; pages for people have no version. */
export type Target = `${Method} /v1/${string}` | `GET /docs${string}`;

/** An answer before it is written out; `body` matches the route's schema for `status`. */
export type Answer<Body = unknown> = {
  readonly status: number;
  readonly body: Body;
  readonly headers?: Readonly<Record<string, string>>;
};

/** An answer as it goes over the wire, and as an idempotency record keeps it. */
export type WrittenAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
};

/** What makes a repeated request recognizable: caller, route and key name it, the hash tells whether it is the same. */
export type Once = {
  readonly scope: string;
  readonly hash: string;
  /** Writes an answer out exactly as the caller will get it. */
  write(answer: Answer): WrittenAnswer;
};

/** Where a command comes from; journals and logs carry it on. */
export type Origin = Pick<EventMetadata, "actor" | "correlationId" | "causationId" | "causationDepth"> & {
  readonly traceHeader?: string;
  readonly traceparent?: string;
};

/** What a route is to callers, beside its target. */
export type RouteDeclaration = {
  readonly summary: string;
  readonly rule: Rule;
  /** Of a list that has no conditions, `paged` says it. */
  readonly query?: z.ZodType;
  readonly body?: z.ZodType;
  /** The schema of each success status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** What its answers are, where they are not JSON: pages for people. */
  readonly mediaType?: "text/html";
  /** Refusals beside the common ones that follow from rule, schemas, versions and idempotency. */
  readonly refusals?: readonly RefusalDeclaration[];
  /** A mutating route takes a key where it says nothing else; where money or stock move it is required. */
  readonly idempotency?: "required" | "none";
  /** Whether it answers one page of a list, going on from the cursor in its query. */
  readonly paged?: true;
  /**
   * Whether its answer changes without its version, too: today's prices, stock, counts. Then the ETag stands for all that
   * it says, and not for the version alone.
   */
  readonly live?: true;
  /** Whether the caller must name the version it changes. */
  readonly ifMatch?: "required";
  /** What the route reads or writes of other services, each by the name it has here. */
  readonly doors?: Doors;
  /** The function of its own that serves this route: `<service>-<function>`; else `<service>-api`. */
  readonly ownFunction?: string;
  /** How long the function of its own may take, below the 29 s that API Gateway waits; as long as any when absent. */
  readonly timeoutSeconds?: number;
  /** The longest body it takes, below the 6 MB of Lambda; as long as any when absent. */
  readonly maxBodyCharacters?: number;
  /** Whether each call is told to the topic of access notices. */
  readonly notice?: boolean;
};

/** What a handler gets, as its declaration says: parsed input, and only the kinds of caller that the rule lets in. */
export type Request<Declared extends RouteDeclaration = RouteDeclaration, Path extends string = string> = {
  readonly params: { readonly [Name in ParameterOf<Path>]: string };
  readonly query: QueryOf<Declared>;
  readonly body: OutputOf<Declared, "body">;
  readonly caller: CallerOf<Declared["rule"]>;
  /** The version in `If-Match`. */
  readonly ifMatch: Declared extends { readonly ifMatch: "required" } ? number : undefined;
  /** Absent only where the key is optional and the caller sent none. */
  readonly once: Declared extends { readonly idempotency: "required" } ? Once : Once | undefined;
  /** When the request arrived; all that it changes happens then. */
  readonly at: Date;
  readonly origin: Origin;
};

type ParameterOf<Path> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name & keyof typeof pathParameters) | ParameterOf<Rest>
  : never;

type OutputOf<Declared, Place extends string> =
  Declared extends Readonly<Record<Place, z.ZodType<infer Output>>> ? Output : undefined;

const pageOnly = z.strictObject(pageQuery);
type QueryOf<Declared> = Declared extends { readonly query: z.ZodType<infer Output> }
  ? Output
  : Declared extends { readonly paged: true }
    ? z.output<typeof pageOnly>
    : undefined;

/** The doors of a declaration; none where it names none. */
type DoorsOf<Declared> = Declared extends { readonly doors: infer Named } ? Named : Readonly<Record<never, never>>;

/** A declared route: where it is, what it is to callers, and its handler. */
export type Route<Ports = never> = RouteDeclaration & {
  readonly method: Method;
  readonly path: string;
  readonly params?: z.ZodType;
  readonly handle: (request: never, ports: Ports, doors: never) => Promise<Answer | WrittenAnswer>;
};

function parametersOf(path: string): Pick<Route, "params"> {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name);
  const schemas = names.map((name) => {
    if (!Object.hasOwn(pathParameters, name)) throw new RangeError(`No path has a parameter called ${name}: ${path}`);
    return [name, pathParameters[name as keyof typeof pathParameters]];
  });
  return names.length === 0 ? {} : { params: z.strictObject(Object.fromEntries(schemas)) };
}

/**
 * Declares one route: where it is, what it is to callers, and its handler, which gets the request, its service's ports and
 * what is behind the doors it names. Target and declaration are all that gateway, authorization, grants, OpenAPI and tests
 * derive from, and the types of the request follow from them.
 *
 * @throws RangeError for a path parameter that `pathParameters` does not name
 */
export function defineRoute<const Path extends Target, const Declared extends RouteDeclaration, Ports>(
  target: Path,
  declaration: Declared,
  handle: (
    request: Request<Declared, Path>,
    ports: Ports,
    doors: Opened<DoorsOf<Declared>>,
  ) => Promise<Answer | WrittenAnswer>,
): Route<Ports> {
  const [method, path = ""] = target.split(" ");
  return {
    ...(declaration.paged ? { query: pageOnly } : {}),
    ...declaration,
    method: method as Method,
    path,
    ...parametersOf(path),
    handle: handle as Route<Ports>["handle"],
  };
}

/** The answer 200. */
export function ok<Body>(body: Body, headers?: Readonly<Record<string, string>>): Answer<Body> {
  return headers ? { status: 200, body, headers } : { status: 200, body };
}

/** The answer 201, with the path of what is new. */
export function created<Body>(body: Body, location: string, headers?: Readonly<Record<string, string>>): Answer<Body> {
  return { status: 201, body, headers: { location, ...headers } };
}

/** A strong validator (RFC 9110 §8.8.3): the version is the resource, unless its route is `live`. */
export function etag(currentVersion: number): Readonly<Record<string, string>> {
  return { etag: `"${currentVersion}"` };
}
