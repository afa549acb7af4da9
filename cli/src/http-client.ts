/** The API turned a call away for good, or did not answer after many tries. */
class ApiError extends Error {
  override readonly name = "ApiError";
}

export type Call = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly body?: unknown;
  readonly key?: string;
};

export type Connection = {
  readonly url: string;
  /** A bearer token; asked for another one when the API no longer takes the last. */
  token(refused: string | undefined): Promise<string>;
};

export type Api = (call: Call) => Promise<unknown>;

type Waits = (milliseconds: number) => Promise<unknown>;

const maxTries = 10;
const firstWait = 500;
const longestWait = 30_000;
/** API Gateway has given up long before. */
const answersWithin = 60_000;

const passing = new Set([429, 500, 502, 503, 504]);

/** How long to wait before the next try; `Retry-After` in seconds (RFC 9110 §10.2.3) goes before our own. */
export const waitBefore = (tries: number, retryAfter: string | null): number => {
  const asked = retryAfter !== null && /^\d{1,4}$/.test(retryAfter) ? Number(retryAfter) * 1000 : undefined;
  return asked ?? Math.min(longestWait, firstWait * 2 ** tries);
};

const sending = ({ method, body, key }: Call, token: string): RequestInit => ({
  method,
  headers: {
    authorization: `Bearer ${token}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...(key === undefined ? {} : { "idempotency-key": key }),
  },
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  signal: AbortSignal.timeout(answersWithin),
});

/** Sends calls, again where they may pass another time. A call that changes something has a key, so it counts once. */
export const connect =
  ({ url, token }: Connection, wait: Waits, send: typeof fetch = fetch): Api =>
  async (call) => {
    let bearer = await token(undefined);
    let said = "";
    let renewed = false;
    for (let tries = 0; tries < maxTries; tries += 1) {
      // fetch throws for what never came to be an answer: a broken connection, a timeout.
      const answer = await send(url + call.path, sending(call, bearer)).catch((error: Error) => error);
      if (answer instanceof Error) {
        said = `${answer.message} ${answer.cause ?? ""}`.trim();
        await wait(waitBefore(tries, null));
        continue;
      }
      if (answer.ok) return answer.json();
      said = `${answer.status} ${(await answer.text()).slice(0, 500)}`;
      if (answer.status === 401 && !renewed) {
        bearer = await token(bearer);
        renewed = true;
      } else if (passing.has(answer.status)) await wait(waitBefore(tries, answer.headers.get("retry-after")));
      else throw new ApiError(`${call.method} ${call.path} was answered ${said}`);
    }
    throw new ApiError(`${call.method} ${call.path} was tried ${maxTries} times: ${said}`);
  };
