import { createServer as createHttpServer, type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http";
import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";

/** Writes the answer to a request whose body has arrived whole. */
export type Serve = (incoming: IncomingMessage, response: ServerResponse, body: Buffer) => Promise<void>;

type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | number | readonly string[]>>;
  readonly body: string | Buffer;
};

export type LocalServerOptions = {
  /** Told of what `serve` threw, which only its own caller must notice. */
  readonly onFailure: (error: unknown) => void;
  /** What a caller hears who sent no request that could be served (400, 408, 417, 431), or whose request failed (500). */
  readonly answerFor?: (status: number) => Answer;
  /** Takes a connection whose client asks for another protocol; without it, such a request is served as any other. */
  readonly upgrade?: (incoming: IncomingMessage, socket: Duplex, head: Buffer) => void;
};

/** An HTTP server on 127.0.0.1. Whatever a caller sends, and whatever its request does, it goes on for the others. */
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

/** More than any service takes, so that it is the service that refuses. */
const maxHeaderSize = 256 * 1024;

/** By Node's code of a request that its parser gave up; anything else is malformed. */
const parserStatus: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

export function createLocalServer(
  serve: Serve,
  { onFailure, answerFor = plainAnswer, upgrade }: LocalServerOptions,
): LocalServer {
  const unanswered = new WeakMap<Duplex, ServerResponse>();

  async function serveAlone(incoming: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void> {
    if (incoming.headers.host === undefined && incoming.httpVersion === "1.1") return send(response, answerFor(400));
    try {
      await serve(incoming, response, body);
    } catch (error) {
      // An isolation boundary: one request that fails must not end the server for everybody.
      onFailure(error);
      if (response.headersSent) response.destroy();
      else send(response, answerFor(500));
    }
  }

  const server = createHttpServer({ maxHeaderSize, requireHostHeader: false }, (incoming, response) => {
    unanswered.set(incoming.socket, response);
    const chunks: Buffer[] = [];
    let length = 0;
    incoming.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= keptBodyBytes) chunks.push(chunk);
    });
    incoming.on("end", () => void serveAlone(incoming, response, Buffer.concat(chunks)));
    // A caller that goes away in the middle of its request waits for no answer.
    incoming.on("error", () => undefined);
    response.on("error", () => undefined);
  });
  if (upgrade !== undefined) server.on("upgrade", upgrade);
  server.on("checkExpectation", (_incoming, response) => send(response, answerFor(417)));
  server.on("clientError", (error: NodeJS.ErrnoException, socket) => {
    const before = unanswered.get(socket);
    // Behind a request that still waits, an answer written now would be taken for that one's.
    if (before?.req.complete && !before.writableFinished) {
      before.once("close", () => socket.destroy());
    } else if (socket.writable) {
      socket.end(rawAnswer(answerFor(parserStatus[error.code ?? ""] ?? 400)));
    } else {
      socket.destroy();
    }
  });
  // Clients keep connections open; closing one that is about to be used would look like an outage.
  server.keepAliveTimeout = 600_000;
  return {
    async listen(port) {
      await listenLocally(server, port);
      server.on("error", onFailure);
    },
    url: () => `http://127.0.0.1:${portOf(server)}`,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** As AWS's front ends say it. */
function plainAnswer(status: number): Answer {
  const body = JSON.stringify({ message: STATUS_CODES[status] });
  return { status, headers: { "content-type": "application/json" }, body };
}

function send(response: ServerResponse, { status, headers, body }: Answer): void {
  response.writeHead(status, { ...headers, connection: "close", "content-length": Buffer.byteLength(body) }).end(body);
}

/** The answer as bytes, for a caller whose request never became one. */
function rawAnswer({ status, headers, body }: Answer): string {
  const all = { ...headers, connection: "close", "content-length": Buffer.byteLength(body) };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${[value].flat().join(", ")}`);
  return [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...lines, "", body.toString()].join("\r\n");
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
