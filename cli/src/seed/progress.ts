/** How far a seed has come. */
type Standing = { readonly items: number; readonly estimate: number; readonly milliseconds: number };

const minutesAndSeconds = (seconds: number): string =>
  seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;

const grouped = (count: number): string => Math.round(count).toLocaleString("en-US");

/** `120,000 of about 400,000 items, 2,400 items/s, 1 min 57 s left` */
export const progressLine = ({ items, estimate, milliseconds }: Standing): string => {
  const perSecond = milliseconds === 0 ? 0 : (items * 1_000) / milliseconds;
  const of = `${grouped(items)} of about ${grouped(Math.max(items, estimate))} items, ${grouped(perSecond)} items/s`;
  if (perSecond === 0) return of;
  return `${of}, ${minutesAndSeconds(Math.ceil(Math.max(0, estimate - items) / perSecond))} left`;
};

/** `400,000 items in 2 min 47 s, 2,395 items/s` */
export const summaryLine = (items: number, milliseconds: number): string =>
  `${grouped(items)} items in ${minutesAndSeconds(Math.ceil(milliseconds / 1_000))}, ${grouped((items * 1_000) / Math.max(1, milliseconds))} items/s`;

type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

/** One line that changes on a terminal, else a line every few seconds. */
export const createProgress = (screen: Screen, estimate: number, now: () => number) => {
  const startedAt = now();
  const everyMilliseconds = screen.isTTY ? 200 : 5_000;
  let [items, shownAt] = [0, startedAt];
  return {
    add(count: number): void {
      items += count;
      if (now() - shownAt < everyMilliseconds) return;
      shownAt = now();
      const line = progressLine({ items, estimate, milliseconds: now() - startedAt });
      // The rest of the line may hold what a longer one left.
      screen.write(screen.isTTY ? `\r\u001b[K${line}` : `${line}\n`);
    },
    end(): void {
      const line = summaryLine(items, now() - startedAt);
      screen.write(screen.isTTY ? `\r\u001b[K${line}\n` : `${line}\n`);
    },
  };
};
