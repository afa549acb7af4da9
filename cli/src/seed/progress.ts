import { grouped, lasting } from "../progress.ts";

/** How far a seed has come. */
type Standing = { readonly items: number; readonly estimate: number; readonly milliseconds: number };

/** `120,000 of about 400,000 items, 2,400 items/s, 1 min 57 s left` */
export function progressLine({ items, estimate, milliseconds }: Standing): string {
  const perSecond = milliseconds === 0 ? 0 : (items * 1_000) / milliseconds;
  const of = `${grouped(items)} of about ${grouped(Math.max(items, estimate))} items, ${grouped(perSecond)} items/s`;
  return perSecond === 0 ? of : `${of}, ${lasting(Math.max(0, estimate - items) / perSecond)} left`;
}

/** `400,000 items in 2 min 47 s, 2,395 items/s` */
export function summaryLine(items: number, milliseconds: number): string {
  const perSecond = (items * 1_000) / Math.max(1, milliseconds);
  return `${grouped(items)} items in ${lasting(milliseconds / 1_000)}, ${grouped(perSecond)} items/s`;
}
