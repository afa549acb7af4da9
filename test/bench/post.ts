import { type Agent, request } from "node:http";

type Posted = { readonly status: number; readonly text: string };

/** Sends one request; `fetch` would take several times the CPU, which is the measured system's too. */
export type Post = (path: string, headers: Readonly<Record<string, string>>, body: string) => Promise<Posted>;

/** Requests to one server over the agent's connections. */
export function postTo(url: string, agent: Agent): Post {
  const { hostname, port } = new URL(url);
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      const options = { agent, hostname, port, path, method: "POST" };
      const outgoing = request(
        { ...options, headers: { ...headers, "content-length": Buffer.byteLength(body) } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
          incoming.on("error", reject);
          incoming.on("end", () =>
            resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
          );
        },
      );
      outgoing.on("error", reject);
      outgoing.end(body);
    });
}
