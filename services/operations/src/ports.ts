import type { Now } from "@millrace/kernel/clock";

/** What operations' route is made from: the API's description as the build wrote it, and the clock. */
export type Ports = { readonly description: string; readonly now: Now };
