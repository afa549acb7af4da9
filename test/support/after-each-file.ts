/**
 * Vitest `setupFiles` of the end-to-end suites: against the local runtime, each file ends with the stack at rest,
 * nothing left broken for the next one, no failure of the runtime itself, and no call of a function denied by IAM but
 * those that the file itself provoked.
 */
import { afterAll, beforeAll, expect, inject } from "vitest";
import { readReady } from "../../cli/src/ready.ts";
import { createAdmin } from "./admin.ts";
import { provokedDenials } from "./provoked-denials.ts";

const { adminUrl } = readReady(inject("readyFile"));

if (adminUrl !== undefined) {
  const admin = createAdmin({ adminUrl });
  let before = 0;

  beforeAll(async () => {
    before = (await admin.denials()).length;
  });

  afterAll(async () => {
    await admin.setFaults([]);
    await admin.setSendEvents(true);
    await admin.rest();
    const lines = await admin.logs("/millrace/local");
    expect(lines.filter(({ message }) => message.startsWith("internal error"))).toEqual([]);
    const denials = (await admin.denials()).slice(before);
    expect(denials.filter((denial) => !provokedDenials.includes(denial.functionName))).toEqual([]);
  });
}
