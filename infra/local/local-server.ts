import { createServer, type Server } from "node:net";

/** Listens on 127.0.0.1 only; port 0 takes a free one. Rejects with `EADDRINUSE` when the port is taken. */
export function listenLocally(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
}

export function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server does not listen on a port.");
  return address.port;
}

/** Takes the port for a moment and gives its number: a free one for 0. Rejects with `EADDRINUSE` when it is taken. */
export async function probePort(port: number): Promise<number> {
  const server = createServer();
  await listenLocally(server, port);
  const taken = portOf(server);
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return taken;
}
