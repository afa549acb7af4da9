import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { BuildError } from "./build.ts";
import { reloadOnChange, watchSources } from "./reload.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0).reverse()) cleanUp();
});

function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "millrace-reload-"));
  cleanUps.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

function write(root: string, name: string, text: string): void {
  mkdirSync(join(root, name, ".."), { recursive: true });
  writeFileSync(join(root, name), text);
}

describe("watchSources", () => {
  it("tells the sources that changed, and no tests or other files", async () => {
    const folder = aFolder();
    mkdirSync(join(folder, "http"));
    const told = new Promise((resolve) => {
      cleanUps.push(watchSources([folder], async (files) => resolve(files)));
    });
    write(folder, "http/notes.md", "");
    write(folder, "http/route.test.ts", "");
    write(folder, "http/route.ts", "");
    expect(await told).toEqual([join(folder, "http/route.ts")]);
  });

  it("goes on telling of a file that was replaced, as editors and git do", async () => {
    const folder = aFolder();
    write(folder, "route.ts", "one");
    let heard: (files: readonly string[]) => void = () => undefined;
    cleanUps.push(watchSources([folder], async (files) => heard(files)));
    const nextChange = () =>
      new Promise((resolve) => {
        heard = resolve;
      });
    const replacing = nextChange();
    write(folder, "draft", "two");
    renameSync(join(folder, "draft"), join(folder, "route.ts"));
    await replacing;
    const next = nextChange();
    appendFileSync(join(folder, "route.ts"), "three");
    expect(await next).toEqual([join(folder, "route.ts")]);
  });
});

/** A repository with one service of two functions, one of which is built from what its source holds. */
function aRepository() {
  const root = aFolder();
  const source = join(root, "services/carts/src/api.ts");
  write(root, "services/carts/src/api.ts", "one");
  mkdirSync(join(root, "shared"));
  mkdirSync(join(root, "infra/cdk"), { recursive: true });
  write(root, "dist/carts-api/index.mjs", "one");
  write(root, "dist/carts-events/index.mjs", "the same");
  const replaced: string[] = [];
  let heard: (line: string) => void = () => undefined;
  const nextLine = () =>
    new Promise<string>((resolve) => {
      heard = resolve;
    });
  let content = "one";
  const stop = reloadOnChange({
    root,
    build: async () => {
      if (content === "broken") throw new BuildError("api.ts:1:3: Expected identifier");
      write(root, "dist/carts-api/index.mjs", content);
    },
    replace: (name, folder) => void replaced.push(`${name} ${folder.slice(root.length + 1)}`),
    say: (line) => heard(line),
  });
  cleanUps.push(stop);
  const edit = (text: string) => {
    content = text;
    const line = nextLine();
    writeFileSync(source, text);
    return line;
  };
  return { root, edit, replaced, nextLine };
}

describe("reloadOnChange", () => {
  it("replaces the functions whose bundle came out different", async () => {
    const { edit, replaced } = aRepository();
    expect(await edit("two")).toBe("Reloaded carts-api.");
    expect(replaced).toEqual([`carts-api ${join("dist", "carts-api")}`]);
  });

  it("tells a source that cannot be built, goes on with the old bundle, and takes the next one", async () => {
    const { edit, replaced } = aRepository();
    expect(await edit("broken")).toBe("api.ts:1:3: Expected identifier\nThe functions go on as they were.");
    expect(replaced).toEqual([]);
    expect(await edit("three")).toBe("Reloaded carts-api.");
  });

  it("says that the template is made at the start only", async () => {
    const { root, nextLine } = aRepository();
    const line = nextLine();
    write(root, "infra/cdk/plan.ts", "changed");
    expect(await line).toMatch(/^infra\/cdk\/plan\.ts changed: .*Restart/);
  });
});
