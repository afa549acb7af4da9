import type { Now } from "@millrace/kernel/clock";
import { idOf, type NewId } from "@millrace/kernel/ids";

/** The real clock and the real source of ids; a service's `env.ts` hands them to everything else. */
export const now: Now = () => new Date();
export const newId: NewId = (kind) => idOf(kind, now(), crypto.getRandomValues(new Uint8Array(10)));
