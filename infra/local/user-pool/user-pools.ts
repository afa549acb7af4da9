import type { Context, Part, Service, WebRequest } from "../ports.ts";
import { createOperations, type Message } from "./operations.ts";
import { readPools, userPoolTypes } from "./settings.ts";
import { createSigner, type Verification } from "./tokens.ts";
import { emptyPool, type PoolState } from "./users.ts";
import { answerWeb } from "./web.ts";

export const cognito = {
  source: "Cognito user pools API Reference; RFC 6749",
  types: userPoolTypes,
  create: ({ context, ...options }: UserPoolsOptions & { context: Context }) => createUserPools(context, options),
} satisfies Service;

/** Users and refresh tokens of every pool by pool id, as plain data. */
export type UserPoolsState = Readonly<Record<string, PoolState>>;

export type UserPoolsOptions = {
  /** What `state()` gave in an earlier run. */
  readonly state?: UserPoolsState;
};

/** An app client, for whoever must show people or machines how to sign in. */
type PoolClient = {
  readonly id: string;
  readonly secret: string | undefined;
  readonly scopes: readonly string[];
};

export type UserPools = Omit<Part, "web"> & {
  /**
   * Answers `POST /oauth2/token` and `GET /<poolId>/.well-known/…`, and nothing for any other path. The AWS
   * endpoint serves them: on AWS the key set is on the host of the `cognito-idp` API, the token endpoint on a domain.
   */
  web(request: WebRequest): ReturnType<typeof answerWeb>;
  /** Checks signature, issuer and expiry of a token against the pool with this ARN. */
  verify(poolArn: string, token: string): Promise<Verification>;
  /** Mail that Cognito would have sent, oldest first; the last 1,000. */
  messages(): readonly Message[];
  clients(): readonly PoolClient[];
  state(): UserPoolsState;
};

const messagesKept = 1000;

/** The template's user pools: the `cognito-idp` API, the token endpoint, and the check of their tokens. */
export function createUserPools(context: Context, options: UserPoolsOptions = {}): UserPools {
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

  return {
    apis: [{ service: "cognito-idp", operations: createOperations(surroundings, send) }],
    async start() {
      await Promise.all(pools.map(({ signer }) => signer.publicKey()));
    },
    web: (request) => answerWeb(surroundings, request),
    async verify(poolArn, token) {
      const pool = pools.find(({ settings }) => settings.arn === poolArn);
      return pool === undefined ? { ok: false, reason: "invalid" } : await pool.signer.verify(token, clock.now());
    },
    messages: () => sent,
    clients: () =>
      pools.flatMap(({ settings }) =>
        settings.clients.map(({ id, secret, AllowedOAuthScopes: scopes }) => ({ id, secret, scopes })),
      ),
    state: () => Object.fromEntries(pools.map(({ settings, state }) => [settings.id, state])),
  };
}
