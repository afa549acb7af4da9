import { originRulesOf } from "@millrace/contracts/cors";
import { describe, expect, it } from "vitest";
import { at, deploy, plans, variablesOf } from "./deployment.ts";

const origins = "https://shop.example, https://www.shop.example,http://localhost:*";
const paths = new Set(plans.flatMap(({ routes }) => Object.values(routes).map(({ path }) => path)));

function preflightsOf({ resources }: ReturnType<typeof deploy>) {
  return resources.ofType("AWS::ApiGateway::Method").filter(({ properties }) => properties["HttpMethod"] === "OPTIONS");
}
function refusalHeadersOf({ resources }: ReturnType<typeof deploy>) {
  return resources
    .ofType("AWS::ApiGateway::GatewayResponse")
    .map(({ properties }) => properties["ResponseParameters"] as Readonly<Record<string, string>>);
}
function toldOriginsOf({ resources }: ReturnType<typeof deploy>) {
  const told = resources.ofType("AWS::Lambda::Function").map((fn) => [fn.ref, variablesOf(fn)["ALLOWED_ORIGINS"]]);
  return told.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

describe("without origins, as a cloud stage is unless it is told", () => {
  const closed = deploy();

  it("no page of another origin is answered: no preflight, no header, no function that knows of any", () => {
    expect(preflightsOf(closed)).toEqual([]);
    expect(refusalHeadersOf(closed).filter((headers) => JSON.stringify(headers).includes("access-control"))).toEqual(
      [],
    );
    expect(toldOriginsOf(closed)).toEqual([]);
  });
});

describe("with origins", () => {
  const open = deploy("dev", { origins });
  const preflights = preflightsOf(open);

  it("every path has a preflight, which asks for no proof and calls no function", () => {
    expect(new Set(preflights.map(({ properties }) => properties["ResourceId"])).size).toBe(paths.size);
    expect(preflights).toHaveLength(paths.size);
    for (const preflight of preflights) {
      expect(preflight.properties).toMatchObject({ AuthorizationType: "NONE" });
      expect(at(preflight, "Integration", "Type")).toBe("MOCK");
    }
  });

  it("every refusal of the gateway's own may be read, and is kept apart by caches", () => {
    for (const headers of refusalHeadersOf(open)) {
      expect(headers).toMatchObject({
        "gatewayresponse.header.vary": "'Origin'",
        "gatewayresponse.header.access-control-allow-origin": "method.request.header.Origin",
        "gatewayresponse.header.access-control-expose-headers": expect.stringContaining("Retry-After"),
      });
    }
  });

  it("the functions of the API know them, and no other does", () => {
    const api = plans
      .filter(({ trigger }) => trigger === "http")
      .map(({ name }) => ({ name: `dev-${name}`, value: origins }));
    const byName = (one: { readonly name?: unknown }, other: { readonly name?: unknown }) =>
      String(one.name) < String(other.name) ? -1 : 1;
    expect(toldOriginsOf(open).toSorted(byName)).toEqual(api.toSorted(byName));
    expect(originRulesOf(origins)).toHaveLength(4);
  });
});

it("a single origin is named in refusals, so that no other may read them", () => {
  for (const headers of refusalHeadersOf(deploy("dev", { origins: "https://shop.example" }))) {
    expect(headers["gatewayresponse.header.access-control-allow-origin"]).toBe("'https://shop.example'");
  }
});

it("what is no origin stops the synthesis", () => {
  expect(() => deploy("dev", { origins: "*" })).toThrow("no list of origins");
});
