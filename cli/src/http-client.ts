/** One HTTP exchange with the API, as a caller sees it. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came, byte for byte. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a caller reads the JSON that came; undefined when it was none.
  readonly json: any;
};

export type Send = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string;
  /** `Idempotency-Key`: a call that is sent again with the same one counts once. */
  readonly key?: string | undefined;
  /** `If-Match`: the version that the caller has seen. */
  readonly version?: number | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** In milliseconds; without it a call waits for as long as it takes. */
  readonly timeout?: number;
};

export type Api = (method: string, path: string, send?: Send) => Promise<Exchange>;

/** The API turned a call away, or did not answer after many tries; the message names the call and what was answered. */
class ApiError extends Error {
  override readonly name = "ApiError";
}

/** A bearer token; asked for another one when the API no longer takes the last. */
export type TokenSource = (refused?: string) => Promise<string>;

const maxTries = 10;
const firstWait = 500;
const longestWait = 30_000;
/** API Gateway has given up long before. */
const answersWithin = 60_000;

const passing = new Set([429, 500, 502, 503, 504]);

/**
 * A caller of the API at a base URL, whatever is answered; `observe` sees each exchange.
 *
 * @throws TypeError or DOMException, as fetch does, for what never came to be an answer: a broken connection, a timeout
 */
export function createApi(
  apiUrl: string,
  observe: (exchange: Exchange) => void = () => undefined,
  send: typeof fetch = fetch,
): Api {
  return async (method, path, { token, body, raw, key, version, headers = {}, timeout } = {}) => {
    const content = raw ?? (body === undefined ? undefined : JSON.stringify(body));
    const response = await send(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && { "content-type": "application/json" }),
        ...(key !== undefined && { "idempotency-key": key }),
        ...(version !== undefined && { "if-match": `"${version}"` }),
        ...headers,
      },
      ...(content !== undefined && { body: content }),
      ...(timeout !== undefined && { signal: AbortSignal.timeout(timeout) }),
    });
    const text = await response.text();
    const exchange = { method, path, status: response.status, headers: response.headers, text, json: jsonIn(text) };
    observe(exchange);
    return exchange;
  };
}

/** @throws ApiError for an answer that is no success */
export function accepted(exchange: Exchange): Exchange {
  const { method, path, status } = exchange;
  if (status < 200 || status > 299) throw new ApiError(`${method} ${path} was answered ${whatWasSaid(exchange)}`);
  return exchange;
}

/**
 * Sends calls as the holder of a token, again where they may pass another time; what changes something needs a `key`, so
 * that it counts once. Only success is answered.
 *
 * @throws ApiError for what is turned away for good, or was tried too often
 */
export function withRetries(api: Api, token: TokenSource, wait: (milliseconds: number) => Promise<unknown>): Api {
  return async (method, path, send = {}) => {
    let bearer = await token();
    let renewed = false;
    let said = "";
    for (let tries = 0; tries < maxTries; tries += 1) {
      const call = { ...send, token: bearer, timeout: answersWithin };
      const answer = await api(method, path, call).catch((error: Error) => error);
      said = whatWasSaid(answer);
      if (!(answer instanceof Error) && answer.status === 401 && !renewed) {
        bearer = await token(bearer);
        renewed = true;
      } else if (answer instanceof Error || passing.has(answer.status)) {
        await wait(waitBefore(tries, answer instanceof Error ? null : answer.headers.get("retry-after")));
      } else return accepted(answer);
    }
    throw new ApiError(`${method} ${path} was tried ${maxTries} times: ${said}`);
  };
}

/** How long to wait before the next try; `Retry-After` in seconds (RFC 9110 §10.2.3) goes before our own. */
export function waitBefore(tries: number, retryAfter: string | null): number {
  const asked = retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  return asked ?? Math.min(longestWait, firstWait * 2 ** tries);
}

function whatWasSaid(answer: Exchange | Error): string {
  if (answer instanceof Error) return `${answer.message} ${answer.cause ?? ""}`.trim();
  return `${answer.status} ${answer.text.slice(0, 500)}`;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
