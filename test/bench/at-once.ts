/** Does a task for each item, so many at a time, in order. */
export async function atOnce<Item>(
  atATime: number,
  items: readonly Item[],
  task: (item: Item, worker: number) => Promise<void>,
): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atATime }, async (_, worker) => {
      // One iterator for all: each takes the next item that nobody has.
      for (const item of left) await task(item, worker);
    }),
  );
}
