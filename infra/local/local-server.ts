import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer, type Server } from "node:net";

/** Writes the answer to a request whose body has arrived whole. */
export type Serve = (incoming: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

/** An HTTP server on 127.0.0.1. */
export type LocalServer = {
  /** Takes the port, or a free one for 0. Rejects with `EADDRINUSE` when it is taken. */
  listen(port: number): Promise<void>;
  /** `http://127.0.0.1:<port>`, once it listens. */
  url(): string;
  /** Ends every connection, also one that waits for an answer. */
  stop(): Promise<void>;
};

/** More than any service takes; what comes after it is read and dropped, so that the caller hears the answer. */
const keptBodyBytes = 20 * 1024 * 1024;

export function createLocalServer(serve: Serve): LocalServer {
  const server = createHttpServer((incoming, response) => {
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= keptBodyBytes) chunks.push(chunk);
    });
    incoming.on("end", () => void serve(incoming, response, Buffer.concat(chunks)));
    // A caller that goes away in the middle of its request waits for no answer.
    incoming.on("error", () => undefined);
  });
  // Clients keep connections open; closing one that is about to be used would look like an outage.
  server.keepAliveTimeout = 600_000;
  return {
    listen: (port) => listenLocally(server, port),
    url: () => `http://127.0.0.1:${portOf(server)}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Takes the port for a moment and gives its number: a free one for 0. Rejects with `EADDRINUSE` when it is taken. */
export async function probePort(port: number): Promise<number> {
  const server = createServer();
  await listenLocally(server, port);
  const taken = portOf(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return taken;
}

function listenLocally(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return address.port;
}
