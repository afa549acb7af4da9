import type { OpenApi, Operation } from "../support/checked-api.ts";

/** An operation that takes an Idempotency-Key. */
export type KeyedWrite = {
  readonly id: string;
  readonly method: string;
  /** The service that it belongs to. */
  readonly service: string;
};

export const keyHeader = "idempotency-key";

type Parameter = { readonly $ref?: string; readonly name?: string };
type Described = Operation & { readonly tags?: readonly string[]; readonly parameters?: readonly Parameter[] };

/** Every write with a key that an OpenAPI document tells of, in its order. */
export function keyedWritesOf({ paths, components }: OpenApi): readonly KeyedWrite[] {
  const shared = (components?.["parameters"] ?? {}) as Readonly<Record<string, Parameter>>;
  function isKey({ $ref = "", name }: Parameter): boolean {
    return (name ?? shared[$ref.split("/").at(-1) ?? ""]?.name)?.toLowerCase() === keyHeader;
  }
  return Object.values(paths).flatMap((operations) =>
    Object.entries(operations).flatMap(([method, operation]) => {
      const { operationId: id, tags: [service = ""] = [], parameters = [] }: Described = operation;
      return parameters.some(isKey) ? [{ id, method: method.toUpperCase(), service }] : [];
    }),
  );
}
