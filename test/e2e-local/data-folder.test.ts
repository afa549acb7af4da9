import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createDemoUsers } from "../../infra/local/demo-users.ts";
import { describeReady, writeReadyFile } from "../../infra/local/ready.ts";
import { assemblyWith, removeAssembly, startOwnStack } from "../support/own-stack.ts";
import { signIn } from "../support/people.ts";
import { readReady } from "../support/ready.ts";
import { bodyOf, openStore, type Store } from "../support/store.ts";

let assembly: string;
let data: string;
beforeAll(() => {
  assembly = assemblyWith("none", () => undefined);
  data = mkdtempSync(join(tmpdir(), "millrace-data-"));
});
afterAll(() => {
  removeAssembly(assembly);
  rmSync(data, { recursive: true, force: true });
});

/** A run of the stack over the data folder, from its start to its end. */
const inOneRun = async <Result>(task: (store: Store) => Promise<Result>): Promise<Result> => {
  const runtime = await startOwnStack(assembly, data);
  try {
    const users = await createDemoUsers(runtime.resources, runtime.awsUrl);
    const file = `${data}.json`;
    writeReadyFile(file, describeReady(runtime, "dev", users));
    return await task(await openStore(readReady(file)));
  } finally {
    await runtime.stop();
  }
};

describe("a data folder", () => {
  it("keeps orders, stock, people and secrets from one run to the next", async () => {
    const before = await inOneRun(async (store) => {
      const shopper = await store.aShopper();
      const sku = await store.sell(5);
      const guest = await store.aGuest([{ sku, quantity: 1 }]);
      const { orderId } = await store.buy(shopper, [{ sku, quantity: 2 }]);
      await store.until(shopper, orderId, "confirmed");
      return { shopper, guest, sku, orderId, order: await store.order(shopper, orderId) };
    });
    await inOneRun(async (store) => {
      const { shopper, guest, sku, orderId, order } = before;
      const { accessToken: token } = await signIn(store.ready, shopper.username, shopper.password);
      expect(await store.order({ ...shopper, token }, orderId)).toEqual(order);
      expect(await store.level(sku)).toEqual({ onHand: 5, reserved: 0, allocated: 2, available: 3 });
      // Signed in the first run, by a secret that the second has too.
      expect(bodyOf(await store.checkout(guest, guest.cart), 201)).toMatchObject({ status: "placed" });
    });
  });
});
