import type { Doors } from "./define-door.ts";
import type { EventContract } from "./define-event.ts";
import type { Settings } from "./define-settings.ts";

/**
 * A function that is neither route, reaction nor schedule: a module that exports a Lambda `handler`. It touches no table
 * and goes through no door, unless it is a socket's.
 */
export type Handler = {
  /**
   * What wakes it: the table's stream, its queue, the API's access log, a caller that is to be proved, whoever wants to
   * open a socket, or what comes by it.
   */
  readonly trigger: "stream" | "queue" | "logs" | "authorizer" | "socketAuthorizer" | "socket";
  /** Its module, relative to the service's `src/`. */
  readonly file: string;
  /** All that it is told, and so what it may use. */
  readonly settings: Settings;
  /** The facts that are routed to its queue. */
  readonly takes?: readonly EventContract[];
  /** Present where it works on its service's items: what else it reads or writes. */
  readonly doors?: Doors;
};

/** Declares the handler of the table's stream. */
export function stream(file: string, settings: Settings): Handler {
  return { trigger: "stream", file, settings };
}

/** Declares a handler with a queue of its own, to which the given facts are routed. */
export function queue(file: string, takes: readonly EventContract[], settings: Settings): Handler {
  return { trigger: "queue", file, takes, settings };
}

/** Declares the handler of the access log's lines about routes that are noticed. */
export function logs(file: string, settings: Settings): Handler {
  return { trigger: "logs", file, settings };
}

/** Declares the handler that proves callers of `guestOrCustomer` routes to the gateway. */
export function authorizer(file: string, settings: Settings): Handler {
  return { trigger: "authorizer", file, settings };
}

/** Declares the handler that proves who wants to open a socket, from its service's items. */
export function socketAuthorizer(file: string): Handler {
  return { trigger: "socketAuthorizer", file, settings: {}, doors: {} };
}

/** Declares the handler of a socket: its connections, and the messages that come by them. */
export function socket(file: string, doors: Doors): Handler {
  return { trigger: "socket", file, settings: {}, doors };
}
