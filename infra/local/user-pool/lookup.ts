import { type AwsCall, AwsError, type Clock, type Random } from "../ports.ts";
import type { PoolSettings } from "./settings.ts";
import type { Signer } from "./tokens.ts";
import type * as users from "./users.ts";

export type LivePool = { readonly settings: PoolSettings; readonly signer: Signer; readonly state: users.PoolState };

/** What the operations work with. */
export type Surroundings = { readonly pools: readonly LivePool[]; readonly clock: Clock; readonly random: Random };

export type Input = AwsCall["input"];

export function required(input: Input, name: string): string {
  const value = input[name];
  if (typeof value === "string" && value !== "") return value;
  const constraint = "failed to satisfy constraint: Member must not be null";
  throw new AwsError("InvalidParameterException", `1 validation error detected: Value null at '${name}' ${constraint}`);
}
export function optional(input: Input, name: string): string | undefined {
  return input[name] === undefined ? undefined : required(input, name);
}

/** The client with this id and the pool it belongs to. */
export function clientById(pools: readonly LivePool[], id: string) {
  for (const pool of pools) {
    const client = pool.settings.clients.find((candidate) => candidate.id === id);
    if (client !== undefined) return { ...pool, client };
  }
  return undefined;
}

export function poolOf({ pools }: Surroundings, input: Input): LivePool {
  const id = required(input, "UserPoolId");
  const pool = pools.find(({ settings }) => settings.id === id);
  if (pool === undefined) throw new AwsError("ResourceNotFoundException", `User pool ${id} does not exist.`);
  return pool;
}

export function clientOf({ pools }: Surroundings, input: Input) {
  const id = required(input, "ClientId");
  const found = clientById(pools, id);
  if (found === undefined) throw new AwsError("ResourceNotFoundException", `User pool client ${id} does not exist.`);
  return found;
}
