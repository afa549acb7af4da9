/** A pause that takes no time worth mentioning: it notes that it was asked for, and whether it is still going on. */
export function noted() {
  const pauses: number[] = [];
  let pausing = 0;
  const pause = async (number: number): Promise<void> => {
    pauses.push(number);
    pausing += 1;
    await new Promise((resolve) => setImmediate(resolve));
    pausing -= 1;
  };
  return { pauses, pause, isPausing: () => pausing > 0 };
}
