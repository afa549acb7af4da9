import type { Now } from "@millrace/kernel/clock";

/** A text as the build wrote it beside a function's code, and its ETag. */
export type BuiltText = { readonly text: string; readonly etag: string };

/** What operations' routes are made from: texts that the build wrote, each read when it is first asked for. */
export type Ports = {
  /** The API's description: `GET /v1/openapi.json`. */
  readonly description: () => BuiltText;
  /** The API's reference as a page. */
  readonly page: () => BuiltText;
  /** What a browser may do with that page. */
  readonly policy: () => BuiltText;
  readonly now: Now;
};
