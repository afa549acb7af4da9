import { Agent as HttpAgent, request as requestByHttp } from "node:http";
import { Agent as HttpsAgent, request as requestByHttps } from "node:https";

/** A request as a client of the SDK hands it over, as far as the services that we call need it: no query, no stream. */
export type HttpRequest = {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

/** An answer, whole. Names of headers are in lower case. */
export type HttpAnswer = {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
};

/** The SDK's own number (`NodeHttpHandler`); a function that waits for more has too much in flight. */
const connections = { keepAlive: true, maxSockets: 50 };
const ways = {
  "http:": { agent: new HttpAgent(connections), request: requestByHttp },
  "https:": { agent: new HttpsAgent(connections), request: requestByHttps },
};

/** How often a request is tried in all, and how long one attempt may take. */
type Limits = { readonly attempts: number; readonly answerMilliseconds: number };

/** The name and code by which the SDK tells a time-out. */
function noAnswerIn(milliseconds: number): Error {
  const error = new Error(`There was no answer within ${milliseconds} ms.`);
  return Object.assign(error, { name: "TimeoutError", code: "ETIMEDOUT" });
}

/**
 * Takes requests to AWS and brings answers, over connections that all clients of the process share and that stay open. It
 * is a `requestHandler` for clients of the SDK, too; in place of theirs, which calls a broken connection a time-out.
 */
export class Transport {
  readonly #answerMilliseconds: number;
  readonly #keeps: boolean;

  /**
   * `answerMilliseconds` is how long a request may take until its answer is there, whole. Who has one attempt only gets a
   * connection of its own: a kept one may have died while the function slept, which shows when it is used.
   */
  constructor({ attempts, answerMilliseconds }: Limits) {
    this.#answerMilliseconds = answerMilliseconds;
    this.#keeps = attempts > 1;
  }

  /**
   * Sends one request, once.
   *
   * @throws Node's error when the connection broke, `TimeoutError` when the answer did not come in time
   */
  handle({ protocol, hostname, body, ...request }: HttpRequest): Promise<{ response: HttpAnswer }> {
    const way = protocol === "http:" ? ways["http:"] : ways["https:"];
    return new Promise((resolve, reject) => {
      // A URL has an IPv6 address in brackets, and Node wants it without.
      const host = hostname.replace(/^\[|\]$/g, "");
      const sent = way.request({ ...request, host, agent: this.#keeps && way.agent }, (answer) => {
        const parts: Uint8Array[] = [];
        answer.on("data", (part: Uint8Array) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode = 0, headers } = answer;
          resolve({ response: { statusCode, headers: joined(headers), body: Buffer.concat(parts) } });
        });
      });
      const timer = setTimeout(() => {
        const late = noAnswerIn(this.#answerMilliseconds);
        // A request that waits for a connection tells that it was destroyed only when it gets one.
        reject(late);
        sent.destroy(late);
      }, this.#answerMilliseconds);
      sent.on("close", () => clearTimeout(timer));
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function joined(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
