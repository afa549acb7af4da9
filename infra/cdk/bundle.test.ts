import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { type BundleSizes, buildAll, maxBytes } from "./bundle.ts";
import { functionsOf } from "./plan.ts";
import { services } from "./services.ts";

const folder = mkdtempSync(join(tmpdir(), "millrace-dist-"));
const sizes: BundleSizes = await buildAll(folder);
const names = services.flatMap(functionsOf).map(({ name }) => name);

afterAll(() => rmSync(folder, { recursive: true }));

describe("buildAll", () => {
  it("builds every function and nothing else", () => {
    expect(Object.keys(sizes)).toEqual([...names].sort());
    expect(readdirSync(folder).sort()).toEqual([...names].sort());
  });
});

describe.each(names)("the bundle of %s", (name) => {
  const files = readdirSync(join(folder, name)).filter((file) => file.endsWith(".mjs"));
  const sources = files.map((file) => readFileSync(join(folder, name, file), "utf8"));

  it("is small enough to start fast", () => {
    expect(sizes[name]?.start).toBeLessThanOrEqual(maxBytes.start);
    expect(sizes[name]?.all).toBeLessThanOrEqual(maxBytes.all);
  });

  it("is a module with a handler", () => {
    const entry = readFileSync(join(folder, name, "index.mjs"), "utf8");
    expect(entry).toMatch(/export\s*\{[^}]*\bas handler\b[^}]*\}/);
  });

  it("brings all it needs, save what Lambda makes needless", () => {
    const imports = sources.flatMap((source) =>
      [...source.matchAll(/(?:from|import\(|require\()\s*"([^"]+)"/g)].map(([, specifier]) => specifier ?? ""),
    );
    // Credentials come from the environment; asymmetric signatures are for endpoints that no client here has.
    const needless = /^@(aws-sdk|smithy)\/(credential-provider-|signature-v4-crt)/;
    const others = imports.filter((specifier) => specifier.startsWith("@") || specifier.startsWith("./"));
    const own = files.map((file) => `./${file}`);
    expect(others.filter((specifier) => !needless.test(specifier) && !own.includes(specifier))).toEqual([]);
  });
});
