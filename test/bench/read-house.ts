import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { House, Workspace } from "./opened-files.ts";
import { sourceOf } from "./source.ts";

/** Where the house's own code lies; what people run once lay in `test/`, and is counted there too. */
const rooms = ["services", "shared", "infra", "cli", "test/demo", "test/seed"];

/** Reads every file of a checkout that is code and no test. */
export function readHouse(root: string): House {
  const paths = rooms
    .filter((room) => existsSync(join(root, room)))
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: "utf8" }).map((path) => `${room}/${path}`),
    )
    .filter((path) => !path.includes("node_modules/"));
  const code = paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts")).sort();
  return {
    sources: new Map(code.map((path) => [path, sourceOf(path, readFileSync(join(root, path), "utf8"))])),
    workspaces: paths.filter((path) => path.endsWith("/package.json")).map((path) => workspaceAt(root, path)),
  };
}

function workspaceAt(root: string, path: string): Workspace {
  const { name, exports = {} } = JSON.parse(readFileSync(join(root, path), "utf8")) as Omit<Workspace, "folder">;
  return { name, exports, folder: dirname(path) };
}
