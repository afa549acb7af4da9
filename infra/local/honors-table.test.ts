import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { honorsTable, modelFiles } from "./honors-table.ts";

describe("the README's table of resource types", () => {
  it("says what the parts honor", () => {
    expect(readFileSync(join(import.meta.dirname, "README.md"), "utf8")).toContain(honorsTable());
  });

  it("names a model that exists for each type", () => {
    expect(honorsTable()).not.toContain("[?]");
    expect(modelFiles.filter((file) => !existsSync(join(import.meta.dirname, file)))).toEqual([]);
  });
});
