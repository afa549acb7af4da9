import { type HttpAnswer, type HttpRequest, Transport } from "@millrace/aws/transport";

/** One call of AWS, seen where it leaves for the network. */
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

export function jsonAnswer(body: unknown, statusCode = 200): { readonly response: HttpAnswer } {
  return {
    response: {
      statusCode,
      headers: { "content-type": "application/x-amz-json-1.1" },
      body: Buffer.from(JSON.stringify(body)),
    },
  };
}

function operationOf({ method, path, headers }: HttpRequest): string {
  return headers["x-amz-target"]?.split(".").at(-1) ?? `${method} ${path}`;
}

const decoder = new TextDecoder();

/** What a request says, as text. */
export function bodyOf({ body = "" }: HttpRequest): string {
  return typeof body === "string" ? body : decoder.decode(body);
}

const original = Transport.prototype.handle;

/** Routes every call of AWS that the product makes in this process through `intercept`; gives back what ends it. */
export function interceptSdkCalls(intercept: Intercept): () => void {
  Transport.prototype.handle = async function (request) {
    const call = { operation: operationOf(request), body: bodyOf(request) };
    return (await intercept(call, () => original.call(this, request))) as never;
  };
  return () => {
    Transport.prototype.handle = original;
  };
}
