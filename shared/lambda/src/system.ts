import { type IdKind, idOf } from "@millrace/kernel/ids";

/** The real clock; a service's `env.ts` hands it to everything else. */
export function now(): Date {
  return new Date();
}

/** A fresh id of a kind, from the real clock and a cryptographic source. */
export function newId(kind: IdKind): string {
  return idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
}
