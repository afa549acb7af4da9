import type { Caller, Rule } from "@millrace/kernel/caller";
import type { RefusalDeclaration } from "@millrace/kernel/errors";
import type { z } from "zod";
import type { Door } from "./define-door.ts";
import type { EventMetadata } from "./define-event.ts";

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

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

export type Request<Params, Query, Body> = {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly caller: Caller;
  /** The version in `If-Match`; only on routes that declare it. */
  readonly ifMatch: number | undefined;
  /** Absent when the caller sent no Idempotency-Key. */
  readonly once: Once | undefined;
  readonly origin: Origin;
};

export type RouteDeclaration<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> = {
  readonly method: Method;
  /** Under `/v1`, with `{name}` for each path parameter. */
  readonly path: `/v1/${string}`;
  readonly summary: string;
  readonly rule: Rule;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** The schema of each success status. */
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Refusals beside the common ones that follow from rule, schemas and idempotency. */
  readonly refusals?: readonly RefusalDeclaration[];
  /** Mutating routes accept a key; where money or stock move it is required. */
  readonly idempotency?: "required" | "optional" | "none";
  /** Whether the caller must name the version it changes. */
  readonly ifMatch?: "required";
  readonly doors?: readonly Door[];
  /** The function of its own that serves this route: `<service>-<function>`; else `<service>-api`. */
  readonly ownFunction?: string;
  /** How long the function of its own may take, below the 29 s that API Gateway waits; as long as any when absent. */
  readonly timeoutSeconds?: number;
  /** The longest body it takes, below the 6 MB of Lambda; as long as any when absent. */
  readonly maxBodyCharacters?: number;
  /** Whether each call is told to the access-notice topic. */
  readonly notice?: boolean;
};

export type Route<Ports = never> = RouteDeclaration<z.ZodType, z.ZodType, z.ZodType> & {
  readonly create: (ports: Ports) => (request: Request<never, never, never>) => Promise<Answer | WrittenAnswer>;
};

type OutputOf<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;

/**
 * Declares one route: what it is to callers, and how it is made from its service's ports. The declaration is all that
 * gateway, authorization, OpenAPI and tests derive from; `create` imports nothing but domain and words.
 */
export function defineRoute<
  Ports,
  Params extends z.ZodType = z.ZodUndefined,
  Query extends z.ZodType = z.ZodUndefined,
  Body extends z.ZodType = z.ZodUndefined,
>(
  declaration: RouteDeclaration<Params, Query, Body>,
  create: (
    ports: Ports,
  ) => (request: Request<OutputOf<Params>, OutputOf<Query>, OutputOf<Body>>) => Promise<Answer | WrittenAnswer>,
): Route<Ports> {
  return { ...declaration, create: create as Route<Ports>["create"] };
}

export function ok<Body>(body: Body, headers?: Readonly<Record<string, string>>): Answer<Body> {
  return headers ? { status: 200, body, headers } : { status: 200, body };
}

export function created<Body>(body: Body, location: string, headers?: Readonly<Record<string, string>>): Answer<Body> {
  return { status: 201, body, headers: { location, ...headers } };
}

/** A strong validator (RFC 9110 §8.8.3): the version is the resource. */
export function etag(currentVersion: number): Readonly<Record<string, string>> {
  return { etag: `"${currentVersion}"` };
}
