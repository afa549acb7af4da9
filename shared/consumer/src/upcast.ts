/** Makes the data of the next version out of that of one version. It is pure, and does not throw for data of its version. */
export type Upcast = (data: unknown) => unknown;

/**
 * By the fact's name, and by the version it takes: `{ "order.placed": { 1: toVersion2, 2: toVersion3 } }`. A reader goes
 * step by step to the version of its contract, so that a further version needs one more step and no change of the others.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcast>>>>;
