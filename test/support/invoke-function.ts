import type { LocalReady } from "../../cli/src/ready.ts";

/** Invokes a function as `aws lambda invoke` does, and gives what it answered; a failure of the function throws. */
export async function invokeFunction(ready: LocalReady, name: string, payload: unknown): Promise<unknown> {
  const response = await fetch(`${ready.awsEndpoint}/2015-03-31/functions/${ready.stage}-${name}/invocations`, {
    method: "POST",
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=local/20261123/${ready.region}/lambda/aws4_request, Signature=0`,
    },
    body: JSON.stringify(payload),
  });
  const text = await response.text();
  if (response.status !== 200 || response.headers.has("x-amz-function-error")) throw new Error(`${name}: ${text}`);
  return JSON.parse(text);
}
