/** How large the shop is to be, and which of all possible shops it is: the same plan always makes the same items. */
export type Plan = {
  readonly seed: number;
  readonly products: number;
  readonly orders: number;
  readonly categories: number;
  readonly customers: number;
};

/** So many items each thing has on average; for the estimate of the time that is left, and nothing else. */
const itemsPer = { products: 14, orders: 13, categories: 2, customers: 2 } as const;

/** About how many items a plan makes. */
export function estimateOf(plan: Plan): number {
  return Object.entries(itemsPer).reduce(
    (total, [thing, items]) => total + items * plan[thing as keyof typeof itemsPer],
    0,
  );
}
