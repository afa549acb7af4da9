import type { LocalReady } from "../../cli/src/ready.ts";
import { median } from "./report.ts";

const warmUps = 100;
const requests = 200;

type LogLine = { readonly message: string };

/** The handler's own milliseconds of its last invocations, as Lambda reports them in its log. */
async function handlerMilliseconds({ adminUrl, stage }: LocalReady): Promise<readonly number[]> {
  const group = encodeURIComponent(`/aws/lambda/${stage}-catalog-api`);
  const lines = (await (await fetch(`${adminUrl}/logs?group=${group}`)).json()) as readonly LogLine[];
  const durations = lines.flatMap(({ message }) => /^REPORT .*\tDuration: ([\d.]+) ms/.exec(message)?.[1] ?? []);
  return durations.slice(-requests).map(Number);
}

/** Milliseconds that a warm GET takes beside its handler, at the median. */
export async function warmGetOverhead(ready: LocalReady): Promise<number> {
  const url = `${ready.apiUrl}/v1/products?limit=1`;
  const milliseconds: number[] = [];
  for (let number = 0; number < warmUps + requests; number += 1) {
    const startedAt = performance.now();
    const response = await fetch(url);
    await response.arrayBuffer();
    if (number >= warmUps) milliseconds.push(performance.now() - startedAt);
  }
  return median(milliseconds) - median(await handlerMilliseconds(ready));
}
