import { connect } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { unexpected } from "./failure.fixture.ts";
import { createLocalServer, type Serve } from "./local-server.ts";

async function aServer(serve: Serve) {
  const server = createLocalServer(serve, { onFailure: unexpected });
  await server.listen(0);
  onTestFinished(server.stop);
  return server;
}

async function lengthOf(...[, response, body]: Parameters<Serve>) {
  response.end(String(body.length));
}

describe("a local server", () => {
  it("hands over a body once it is whole", async () => {
    const { url } = await aServer(lengthOf);
    const post = async (bytes: number) =>
      await (await fetch(url(), { method: "POST", body: Buffer.alloc(bytes) })).text();
    expect([await post(0), await post(3_000_000)]).toEqual(["0", "3000000"]);
  });

  it("keeps less of a body than anybody could send, and still answers", async () => {
    const { url } = await aServer(lengthOf);
    const answer = await fetch(url(), { method: "POST", body: Buffer.alloc(64 * 1024 * 1024) });
    expect(Number(await answer.text())).toBeLessThanOrEqual(20 * 1024 * 1024);
  });

  it("tells nobody of a caller that goes away in the middle of its request", async () => {
    let served = 0;
    const { url } = await aServer(async (_, response) => {
      served += 1;
      response.end();
    });
    const caller = connect(Number(new URL(url()).port), "127.0.0.1");
    const gone = new Promise((resolve) => caller.once("close", resolve));
    caller.write("POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\nbegin", () => caller.destroy());
    await gone;
    await fetch(url());
    expect(served).toBe(1);
  });

  it("ends also while a caller waits for its answer", async () => {
    const asked = Promise.withResolvers<void>();
    const server = await aServer(async () => asked.resolve());
    const answer = fetch(server.url()).catch((error: Error) => error.message);
    await asked.promise;
    await server.stop();
    expect(await answer).toBe("fetch failed");
  });

  it("says that a port is taken", async () => {
    const { url } = await aServer(lengthOf);
    const other = createLocalServer(lengthOf, { onFailure: unexpected });
    await expect(other.listen(Number(new URL(url()).port))).rejects.toThrow(/EADDRINUSE/);
  });
});
