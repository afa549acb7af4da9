/** One HTTP exchange with the API, as a caller sees it. */
export type Exchange = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Headers;
  /** The body as it came, byte for byte. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: a caller reads the JSON that came.
  readonly json: any;
};

export type Send = {
  readonly token?: string | undefined;
  readonly body?: unknown;
  /** Sent as it is, in place of `body`. */
  readonly raw?: string;
  readonly headers?: Readonly<Record<string, string>>;
};

export type Api = (method: string, path: string, send?: Send) => Promise<Exchange>;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** A caller of the API at a base URL; `observe` sees each exchange. */
export const createApi =
  (apiUrl: string, observe: (exchange: Exchange) => void = () => undefined): Api =>
  async (method, path, { token, body, raw, headers = {} } = {}) => {
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: {
        ...(token ? { authorization: `Bearer ${token}` } : {}),
        ...(body === undefined && raw === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined && raw === undefined ? {} : { body: raw ?? JSON.stringify(body) }),
    });
    const text = await response.text();
    const exchange = { method, path, status: response.status, headers: response.headers, text, json: parsed(text) };
    observe(exchange);
    return exchange;
  };
