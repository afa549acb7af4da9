import { describe, expect, it } from "vitest";
import { refuseUnsupported } from "../../infra/local/delivery/honors.ts";
import { allHonors } from "../../infra/local/honors.ts";
import { propertyPaths, refuse } from "../../infra/local/template/refuse.ts";
import { deploy } from "./deployment.ts";

const { resources } = deploy();

describe("the templates", () => {
  it("hold nothing that the local runtime would refuse to run", () => {
    expect(() => refuse(resources, allHonors)).not.toThrow();
    expect(() => refuseUnsupported(resources)).not.toThrow();
  });

  it("hold everything that the local runtime honors: it models nothing that is not deployed", () => {
    const deployed = new Set(
      resources.all.flatMap(({ type, properties }) =>
        propertyPaths(properties).flatMap((path) => path.map((_, end) => [type, ...path.slice(0, end + 1)].join("."))),
      ),
    );
    const honored = Object.entries(allHonors).flatMap(([type, paths]) => paths.map((path) => `${type}.${path}`));
    expect(honored.filter((path) => !deployed.has(path))).toEqual([]);
  });
});
