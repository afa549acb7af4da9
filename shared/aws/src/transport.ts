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

  /** @param answerMilliseconds how long a request may take until its answer is there, whole */
  constructor(answerMilliseconds: number) {
    this.#answerMilliseconds = answerMilliseconds;
  }

  /**
   * Sends one request, once.
   *
   * @throws Node's error when the connection broke, `TimeoutError` when the answer did not come in time
   */
  handle({ protocol, hostname, body, ...request }: HttpRequest): Promise<{ response: HttpAnswer }> {
    const way = protocol === "http:" ? ways["http:"] : ways["https:"];
    return new Promise((resolve, reject) => {
      const sent = way.request({ ...request, host: hostname, agent: way.agent }, (answer) => {
        const parts: Uint8Array[] = [];
        answer.on("data", (part: Uint8Array) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode = 0, headers } = answer;
          resolve({ response: { statusCode, headers: joined(headers), body: Buffer.concat(parts) } });
        });
      });
      const timer = setTimeout(() => sent.destroy(noAnswerIn(this.#answerMilliseconds)), this.#answerMilliseconds);
      sent.on("close", () => clearTimeout(timer));
      sent.on("error", reject);
      sent.end(body);
    });
  }
}

function joined(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
