import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Transport } from "./transport.ts";

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A request to a server of its own, which answers so. */
async function requestTo(listener: RequestListener) {
  const started = createServer(listener);
  server = started;
  await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
  const { port } = started.address() as AddressInfo;
  return { method: "POST", protocol: "http:", hostname: "127.0.0.1", port, path: "/p", headers: { a: "1" }, body: "ü" };
}

/** A server that answers everybody, and the ports that it was asked from. */
async function counting() {
  const ports = new Set<number | undefined>();
  const request = await requestTo((asked, answer) => {
    ports.add(asked.socket.remotePort);
    answer.end();
  });
  return { ports, request };
}

const patient = new Transport({ attempts: 2, answerMilliseconds: 10_000 });
const hasty = new Transport({ attempts: 2, answerMilliseconds: 20 });

describe("Transport", () => {
  it("sends a request as it is and gives the answer, whole", async () => {
    const request = await requestTo((asked, answer) => {
      const parts: Buffer[] = [];
      asked.on("data", (part) => parts.push(part));
      asked.on("end", () => {
        answer.writeHead(418, { "X-Word": "b" });
        answer.write(`${asked.method} ${asked.url} ${asked.headers["a"]} `);
        answer.end(Buffer.concat(parts));
      });
    });
    const { response } = await patient.handle(request);
    expect(response).toMatchObject({ statusCode: 418, headers: { "x-word": "b" } });
    expect(Buffer.from(response.body).toString()).toBe("POST /p 1 ü");
  });

  it("uses a connection again, also for another client", async () => {
    const { ports, request } = await counting();
    await patient.handle(request);
    await new Transport({ attempts: 2, answerMilliseconds: 10_000 }).handle(request);
    expect(ports.size).toBe(1);
  });

  it.each([
    ["at once", (end: () => void) => end()],
    ["in the middle of the answer", (end: () => void, begin: () => void) => [begin(), setImmediate(end)]],
  ])("throws Node's error of a connection that breaks %s", async (_, breaking) => {
    const request = await requestTo((asked, answer) => {
      breaking(
        () => asked.socket.destroy(),
        () => {
          answer.writeHead(200, { "content-length": "100" });
          answer.write("half");
        },
      );
    });
    await expect(patient.handle(request)).rejects.toMatchObject({ code: "ECONNRESET", name: "Error" });
  });

  it.each([
    ["begins", () => undefined],
    ["is whole", (begin: () => void) => begin()],
  ])("throws a time-out when none %s in time", async (_, answering) => {
    const request = await requestTo((__, answer) =>
      answering(() => {
        answer.writeHead(200, { "content-length": "100" });
        answer.write("half");
      }),
    );
    await expect(hasty.handle(request)).rejects.toMatchObject({ name: "TimeoutError", code: "ETIMEDOUT" });
  });

  it("throws a time-out also where a request waits for one of the fifty connections", async () => {
    let asked = 0;
    const all = Promise.withResolvers<void>();
    const request = await requestTo(() => {
      asked += 1;
      if (asked === 50) all.resolve();
    });
    const waiting = Array.from({ length: 50 }, () => patient.handle(request).catch(({ code }) => code));
    await all.promise;
    await expect(hasty.handle(request)).rejects.toMatchObject({ name: "TimeoutError", code: "ETIMEDOUT" });
    server?.closeAllConnections();
    expect(new Set(await Promise.all(waiting))).toEqual(new Set(["ECONNRESET"]));
  });

  it("takes a connection of its own for who tries once only", async () => {
    const { ports, request } = await counting();
    await patient.handle(request);
    await new Transport({ attempts: 1, answerMilliseconds: 10_000 }).handle(request);
    expect(ports.size).toBe(2);
  });
});
