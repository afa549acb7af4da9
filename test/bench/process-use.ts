import { execFile } from "node:child_process";
import { promisify } from "node:util";

/** What a process has used so far, as `ps` of Linux and macOS tells. */
export type Use = { readonly memoryBytes: number; readonly cpuSeconds: number };

/** `2-03:04:05`, `03:04:05` or `04:05.67` in seconds. */
export function secondsOf(time: string): number {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
}

export async function useOf(pid: number): Promise<Use> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=,time=", "-p", String(pid)]);
  const [kilobytes = "", time = ""] = stdout.trim().split(/\s+/);
  return { memoryBytes: Number(kilobytes) * 1024, cpuSeconds: secondsOf(time) };
}
