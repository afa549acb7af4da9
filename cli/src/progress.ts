type Screen = { readonly isTTY?: boolean; write(text: string): unknown };

/** How far something is: one line that changes on a terminal, else a line every few seconds. */
export type Progress = {
  readonly show: (line: () => string) => void;
  /** The last line; without one, the terminal forgets the one before. */
  readonly end: (line?: string) => void;
};

/** @param now in milliseconds */
export function createProgress(screen: Screen, now: () => number = () => performance.now()): Progress {
  const everyMilliseconds = screen.isTTY ? 200 : 5_000;
  // The rest of the line may hold what a longer one left.
  const begin = screen.isTTY ? "\r\u001b[K" : "";
  let shownAt = now();
  return {
    show(line) {
      if (now() - shownAt < everyMilliseconds) return;
      shownAt = now();
      screen.write(screen.isTTY ? `${begin}${line()}` : `${line()}\n`);
    },
    end(line) {
      screen.write(line === undefined ? begin : `${begin}${line}\n`);
    },
  };
}

/** `1,200` */
export function grouped(count: number): string {
  return Math.round(count).toLocaleString("en-US");
}

/** `2 min 47 s`, of a number of seconds that is rounded up. */
export function lasting(seconds: number): string {
  const whole = Math.ceil(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
