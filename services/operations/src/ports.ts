import type { Now } from "@millrace/kernel/clock";

/** A text as the build wrote it beside a function's code, and its ETag. */
export type BuiltText = { readonly text: string; readonly etag: string };

/** A page as the build wrote it, and what a browser may do with it. */
export type BuiltPage = BuiltText & { readonly policy: string };

/** The pages for people. */
export type PageName = "reference" | "events";

/** What operations' routes are made from: texts that the build wrote, each read when it is first asked for. */
export type Ports = {
  /** The API's description: `GET /v1/openapi.json`. */
  readonly description: () => BuiltText;
  /** The event catalog: `GET /v1/asyncapi.json`. */
  readonly catalog: () => BuiltText;
  readonly page: (name: PageName) => BuiltPage;
  readonly now: Now;
};
