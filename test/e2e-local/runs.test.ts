import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { signIn } from "../../cli/src/sign-in.ts";
import { createAdmin } from "../support/admin.ts";
import { isAlive, npmStart, type Run } from "../support/npm-start.ts";
import { bodyOf, openStore } from "../support/store.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const folder = temporaryFolder();
const begun: Run[] = [];
afterAll(async () => {
  for (const run of begun) await run.interrupt();
});

async function begin(...args: Parameters<typeof npmStart>): Promise<Run> {
  const run = await npmStart(...args);
  begun.push(run);
  return run;
}

describe("two runs of npm start over one data folder", () => {
  it("share orders, stock, people and secrets, and each ends with everything it started", async () => {
    const [readyFile, faults] = [join(folder, "ready.json"), join(folder, "faults.json")];
    const fault = { function: "relay", call: "events:PutEvents", occurrence: 1, fault: "crash-before" };
    writeFileSync(faults, JSON.stringify([fault]));
    const data = ["--data", join(folder, "data"), "--environments", "1"];

    const first = await begin(readyFile, [...data, "--faults", faults]);
    let store = await openStore(first.ready);
    const shopper = await store.aShopper();
    const sku = await store.sell(5);
    const guest = await store.aGuest([{ sku, quantity: 1 }]);
    const { orderId } = await store.buy(shopper, [{ sku, quantity: 2 }]);
    const order = await store.until(shopper, orderId, "confirmed");
    expect(await createAdmin(first.ready).faults()).toMatchObject([{ ...fault, hits: 1 }]);

    const started = first.descendants();
    expect(started.length).toBeGreaterThan(0);
    expect(await first.interrupt()).toBe(0);
    expect(started.filter(isAlive)).toEqual([]);
    expect(existsSync(readyFile)).toBe(false);

    const second = await begin(readyFile, data);
    store = await openStore(second.ready);
    const { accessToken: token } = await signIn(second.ready, shopper.username, shopper.password);
    expect(await store.order({ ...shopper, token }, orderId)).toEqual(order);
    expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
    // Signed in the first run, by a secret that the second has too.
    expect(bodyOf(await store.checkout(guest, guest.cart), 201)).toMatchObject({ status: "placed" });
    expect(await second.interrupt()).toBe(0);
  });
});
