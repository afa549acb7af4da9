import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** What a process has used so far. */
export type Use = { readonly memoryBytes: number; readonly cpuSeconds: number };

/** `2-03:04:05`, `03:04:05` or `04:05.67` in seconds. */
export function secondsOf(time: string): number {
  const [clock = "", days = "0"] = time.split("-").reverse();
  return clock.split(":").reduce((total, part) => total * 60 + Number(part), 0) + Number(days) * 86_400;
}

/** The seconds in `/proc/PID/stat`: user and system time, in hundredths (proc(5), fields 14 and 15). */
export function secondsInStat(stat: string): number {
  // The second field is the command in parentheses, which may have blanks in it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** As `ps` of Linux and macOS tells; of Linux it tells whole seconds only, so that there the kernel is asked itself. */
export async function useOf(pid: number): Promise<Use> {
  const { stdout } = await promisify(execFile)("ps", ["-o", "rss=,time=", "-p", String(pid)]);
  const [kilobytes = "", time = ""] = stdout.trim().split(/\s+/);
  const cpuSeconds =
    process.platform === "linux" ? secondsInStat(await readFile(`/proc/${pid}/stat`, "utf8")) : secondsOf(time);
  return { memoryBytes: Number(kilobytes) * 1024, cpuSeconds };
}

/** What several processes have used together. */
export async function useOfAll(pids: readonly number[]): Promise<Use> {
  const uses = await Promise.all(pids.map(useOf));
  return {
    memoryBytes: uses.reduce((total, { memoryBytes }) => total + memoryBytes, 0),
    cpuSeconds: uses.reduce((total, { cpuSeconds }) => total + cpuSeconds, 0),
  };
}
