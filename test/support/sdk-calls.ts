import { HttpResponse } from "@smithy/core/protocols";
import { NodeHttpHandler } from "@smithy/node-http-handler";

/** One call of an SDK client, seen where it leaves for the network. */
export type SdkCall = {
  readonly operation: string;
  readonly body: string;
  /** Which function made it, where that is known. */
  readonly functionName?: string;
};

/** A call that has been answered, with the HTTP status of the answer. */
export type AnsweredCall = SdkCall & { readonly status: number };

/** Lets a call through, answers in AWS's place, or throws in place of the network. */
export type Intercept = (call: SdkCall, send: () => Promise<unknown>) => Promise<unknown>;

export function jsonAnswer(body: unknown, statusCode = 200) {
  return {
    response: new HttpResponse({
      statusCode,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: new Response(JSON.stringify(body)).body,
    }),
  };
}

const decoder = new TextDecoder();
const original = NodeHttpHandler.prototype.handle;

/** Routes every SDK call of this process through `intercept`; gives back what ends it. */
export function interceptSdkCalls(intercept: Intercept): () => void {
  NodeHttpHandler.prototype.handle = async function (request, options) {
    const target = request.headers["x-amz-target"] ?? `${request.method} ${request.path}`;
    const call = {
      operation: target.split(".").at(-1) ?? target,
      body: typeof request.body === "string" ? request.body : decoder.decode(request.body),
    };
    return (await intercept(call, () => original.call(this, request, options))) as never;
  };
  return () => {
    NodeHttpHandler.prototype.handle = original;
  };
}
