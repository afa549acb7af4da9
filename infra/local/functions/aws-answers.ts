import type { Endpoint } from "../endpoint/endpoint.ts";
import type { AwsAnswer, AwsRequest } from "./messages.ts";

/** Answers what one environment asks of the AWS endpoint. */
export type AwsAnswers = {
  take(request: AwsRequest): Promise<void>;
  /** The caller waits no longer for this answer. */
  hangUp(id: number): void;
  /** The environment has ended, and waits for nothing any more. */
  end(): void;
};

export function createAwsAnswers(endpoint: Pick<Endpoint, "answer">, post: (answer: AwsAnswer) => void): AwsAnswers {
  const waiting = new Map<number, AbortController>();
  const hangUp = (id: number) => waiting.get(id)?.abort();
  return {
    async take({ id, method, path, headers, body }) {
      const caller = new AbortController();
      waiting.set(id, caller);
      const answered = await endpoint.answer({
        ...{ method, url: path, gone: caller.signal, body: Buffer.from(body) },
        headers: Object.fromEntries(
          Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
        ),
      });
      waiting.delete(id);
      if (answered === undefined) return;
      post({ type: "aws-answer", id, status: answered.status, headers: answered.headers, body: String(answered.body) });
    },
    hangUp,
    end: () => [...waiting.keys()].forEach(hangUp),
  };
}
