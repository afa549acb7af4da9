import { describe, expect, it } from "vitest";
import { refuseUnsupported } from "../../infra/local/delivery/honors.ts";
import { allHonors } from "../../infra/local/honors.ts";
import { refuse } from "../../infra/local/template/refuse.ts";
import { deploy } from "./deployment.ts";

describe("the templates", () => {
  it("hold nothing that the local runtime would refuse to run", () => {
    const { resources } = deploy();
    expect(() => refuse(resources, allHonors)).not.toThrow();
    expect(() => refuseUnsupported(resources)).not.toThrow();
  });
});
