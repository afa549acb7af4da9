import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { readBody } from "../gateway/read-body.ts";
import type { Context, Part } from "../ports.ts";
import { createOperations, type Message } from "./operations.ts";
import { readPools } from "./settings.ts";
import { createSigner, type Verification } from "./tokens.ts";
import { emptyPool, type PoolState } from "./users.ts";
import { answerWeb, type WebAnswer, type WebRequest } from "./web.ts";

/** Users and refresh tokens of every pool by pool id, as plain data. */
export type UserPoolsState = Readonly<Record<string, PoolState>>;

export type UserPoolsOptions = {
  /** Port of the token endpoint; 0, the default, takes a free one. */
  readonly port?: number;
  /** What `state()` gave in an earlier run. */
  readonly state?: UserPoolsState;
};

/** An app client, for whoever must show people or machines how to sign in. */
export type PoolClient = {
  readonly poolId: string;
  readonly id: string;
  readonly name: string;
  readonly secret: string | undefined;
  readonly scopes: readonly string[];
};

export type UserPools = Part & {
  /** Where `POST /oauth2/token` and `GET /<poolId>/.well-known/jwks.json` are served, once started. */
  url(): string;
  /** The same routes, to be served on another port too: on AWS the key set is on the host of the `cognito-idp` API. */
  answer(request: WebRequest): Promise<WebAnswer | undefined>;
  /** Checks signature, issuer and expiry of a token against the pool with this ARN. */
  verify(poolArn: string, token: string): Promise<Verification>;
  /** Mail that Cognito would have sent, oldest first; the last 1,000. */
  messages(): readonly Message[];
  clients(): readonly PoolClient[];
  state(): UserPoolsState;
};

const messagesKept = 1000;
const largestBodyBytes = 64 * 1024;

/** The template's user pools: the `cognito-idp` API, the token endpoint, and the check of their tokens. */
export const createUserPools = (context: Context, options: UserPoolsOptions = {}): UserPools => {
  const { clock, random } = context;
  const pools = readPools(context.resources).map((settings) => ({
    settings,
    signer: createSigner(settings.issuer),
    state: options.state?.[settings.id] ?? emptyPool(),
  }));
  const sent: Message[] = [];
  const send = (message: Message): void => {
    sent.push(message);
    if (sent.length > messagesKept) sent.shift();
  };
  const surroundings = { pools, clock, random };
  const answer = (request: WebRequest) => answerWeb(surroundings, request);

  const server = createServer(async (request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const path = url.split("?")[0] ?? "/";
    const body = await readBody(request, largestBodyBytes);
    if (body === "aborted") return;
    const answered = await answer({ method, path, authorization: headers.authorization, body: body.toString() });
    response.writeHead(answered?.status ?? 404, { "content-type": "application/json", "cache-control": "no-store" });
    response.end(JSON.stringify(answered?.body ?? { error: "not_found" }));
  });

  return {
    apis: [{ service: "cognito-idp", operations: createOperations(surroundings, send) }],
    async start() {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      server.once("error", reject);
      server.listen(options.port ?? 0, "127.0.0.1", resolve);
      await promise;
      await Promise.all(pools.map(({ signer }) => signer.publicKey()));
    },
    async stop() {
      const { promise, resolve } = Promise.withResolvers<void>();
      server.close(() => resolve());
      server.closeAllConnections();
      await promise;
    },
    url: () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answer,
    async verify(poolArn, token) {
      const pool = pools.find(({ settings }) => settings.arn === poolArn);
      return pool === undefined ? { ok: false, reason: "invalid" } : await pool.signer.verify(token, clock.now());
    },
    messages: () => sent,
    clients: () =>
      pools.flatMap(({ settings }) =>
        settings.clients.map(({ id, ClientName: name = id, secret, AllowedOAuthScopes: scopes }) => {
          return { poolId: settings.id, id, name, secret, scopes };
        }),
      ),
    state: () => Object.fromEntries(pools.map(({ settings, state }) => [settings.id, state])),
  };
};
