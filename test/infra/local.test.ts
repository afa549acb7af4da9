import { describe, expect, it } from "vitest";
import type { Service } from "../../infra/local/ports.ts";
import { services } from "../../infra/local/services.ts";
import { propertyPaths, refuse } from "../../infra/local/template/refuse.ts";
import { deploy } from "./deployment.ts";

/** As a laptop runs them, which lets pages of its own call. */
const { resources } = deploy("dev", { origins: "http://localhost:*" });

describe("the templates", () => {
  it("hold nothing that the local runtime would refuse to run", () => {
    expect(() => refuse(resources, services)).not.toThrow();
  });

  it("hold everything that the local runtime supports: it models nothing that is not deployed", () => {
    const deployed = new Set(
      resources.all.flatMap(({ type, properties }) =>
        propertyPaths(properties).flatMap((path) => path.map((_, end) => [type, ...path.slice(0, end + 1)].join("."))),
      ),
    );
    const supported = Object.values<Service>(services)
      .flatMap((service) => Object.entries(service.types))
      .flatMap(([type, { supports }]) => supports.map((path) => `${type}.${path}`));
    expect(supported.filter((path) => !deployed.has(path))).toEqual([]);
  });
});
