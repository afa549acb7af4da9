import { expect } from "vitest";
import type { Exchange } from "../../cli/src/http-client.ts";

/** Expects a problem document (RFC 9457) of one of the statuses, whole and under its own media type. */
export function expectProblem({ method, path, status, headers, text, json }: Exchange, ...statuses: number[]): void {
  const said = `${method} ${path.slice(0, 100)} answered ${status} ${text.slice(0, 300)}`;
  expect(statuses, said).toContain(status);
  expect(headers.get("content-type"), said).toBe("application/problem+json");
  expect(json, said).toMatchObject({
    type: expect.stringMatching(/^https:\/\//),
    title: expect.stringMatching(/\w/),
    status,
    code: expect.stringMatching(/^[a-z_]+(\.[a-z_]+)*$/),
  });
  expect(headers.get("x-request-id"), said).toMatch(/^[\w-]{8,}$/);
}
