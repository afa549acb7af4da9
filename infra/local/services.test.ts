import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Service } from "./ports.ts";
import { services } from "./services.ts";
import { supportedTypes } from "./supported-types.ts";

const types = Object.values<Service>(services).flatMap((service) => Object.entries(service.types));

describe("the emulated services", () => {
  it("have each resource type once, with a model that exists", () => {
    const names = types.map(([type]) => type);
    expect(names).toHaveLength(new Set(names).size);
    const models = types.map(([, { model }]) => join(import.meta.dirname, model));
    expect(models.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("are what the README's table of resource types says", () => {
    expect(readFileSync(join(import.meta.dirname, "README.md"), "utf8")).toContain(supportedTypes());
  });
});
