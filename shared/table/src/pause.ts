/** Waits before a further attempt; the first pause has number 0. */
export type Pause = (number: number) => Promise<void>;

/** Doubles from pause to pause up to the longest, and takes any part of it, so that two losers do not meet again. */
export function jittered(limits: { readonly firstMilliseconds: number; readonly longestMilliseconds: number }): Pause {
  return (number) => {
    const ceiling = Math.min(limits.longestMilliseconds, limits.firstMilliseconds * 2 ** number);
    return new Promise((resolve) => setTimeout(resolve, Math.random() * ceiling));
  };
}
