import type { Now } from "@millrace/kernel/clock";

/** What operations' route is made from: the API's description as the build wrote it, its ETag, and the clock. */
export type Ports = { readonly description: string; readonly etag: string; readonly now: Now };
