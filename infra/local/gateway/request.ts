import type { ApiMethod } from "./api.ts";

/** The trace of a request: the caller's, or a new one; `header` makes the gateway's segment the parent. */
export type RequestTrace = {
  readonly root: string;
  readonly parent: string | undefined;
  readonly segmentId: string;
  readonly header: string;
};

/** One HTTP request, as it came. */
export type Request = {
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly receivedAt: number;
  readonly httpMethod: string;
  /** As sent, not decoded, without the query string. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** In order, names spelled as sent. */
  readonly headers: readonly (readonly [string, string])[];
  readonly sourceIp: string;
  readonly protocol: string;
  readonly body: Buffer;
  /** Of the request line and all headers. */
  readonly headBytes: number;
  readonly trace: RequestTrace;
};

/** A request for a method of the API. */
export type Call = Request & {
  readonly method: ApiMethod;
  readonly pathParameters: Readonly<Record<string, string>> | null;
};

export function headerOf({ headers }: Pick<Request, "headers">, name: string): string | undefined {
  return headers.findLast(([given]) => given.toLowerCase() === name.toLowerCase())?.[1];
}
