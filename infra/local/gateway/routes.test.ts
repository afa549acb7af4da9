import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFakeContext } from "../user-pool/fixture.ts";
import { type ApiMethod, readApi } from "./api.ts";
import { apiResources } from "./fixture.ts";
import { createRoutes } from "./routes.ts";

const [template] = readApi(createFakeContext(apiResources()).context.resources).methods;
function aMethod(resourcePath: string, HttpMethod: ApiMethod["HttpMethod"] = "GET"): ApiMethod {
  return {
    ...(template as ApiMethod),
    resourcePath,
    HttpMethod,
  };
}

/**
 * Source: knowledge center, "Troubleshoot HTTP 403 errors" (an unknown path or method is "Missing Authentication Token");
 * aws/aws-sam-cli issues 771 and 3524 (parameters as sent). That a trailing slash is another path was seen on AWS.
 */
describe("createRoutes", () => {
  const match = createRoutes([
    aMethod("/"),
    aMethod("/v1/orders"),
    aMethod("/v1/orders/{orderId}"),
    aMethod("/v1/orders/{orderId}", "DELETE"),
    aMethod("/v1/orders/recent"),
    aMethod("/v1/orders/{orderId}/lines"),
  ]);

  it.each([
    ["GET", "/", "/", null],
    ["GET", "/v1/orders", "/v1/orders", null],
    ["GET", "/v1/orders/ord_1", "/v1/orders/{orderId}", { orderId: "ord_1" }],
    ["GET", "/v1/orders/recent", "/v1/orders/recent", null],
    ["GET", "/v1/orders/ord_1/lines", "/v1/orders/{orderId}/lines", { orderId: "ord_1" }],
    ["DELETE", "/v1/orders/ord_1", "/v1/orders/{orderId}", { orderId: "ord_1" }],
    ["GET", "/v1/orders/a%20b%2Fc", "/v1/orders/{orderId}", { orderId: "a%20b%2Fc" }],
    ["GET", "/v1/orders/%E0%A4%A", "/v1/orders/{orderId}", { orderId: "%E0%A4%A" }],
    ["GET", "/v1/orders/100%25;a+b", "/v1/orders/{orderId}", { orderId: "100%25;a+b" }],
  ])("%s %s is %s", (httpMethod, path, resourcePath, pathParameters) => {
    const found = match(httpMethod, path);
    expect({ resourcePath: found?.method.resourcePath, pathParameters: found?.pathParameters }).toEqual({
      resourcePath,
      pathParameters,
    });
  });

  it.each([
    ["GET", "/v1"],
    ["GET", "/v1/Orders"],
    ["GET", "/v1/orders/"],
    ["GET", "/v1/orders//lines"],
    ["HEAD", "/v1/orders"],
    ["DELETE", "/v1/orders/recent"],
    ["POST", "/v1/orders"],
  ])("%s %s is unknown", (httpMethod, path) => {
    expect(match(httpMethod, path)).toBeUndefined();
  });

  it("finds every declared path by any values of its parameters, and gives those values back as sent", () => {
    const part = fc.oneof(fc.constantFrom("a", "b", "c"), fc.constantFrom("{x}"));
    const value = fc
      .string({ minLength: 1, maxLength: 8, unit: "grapheme" })
      .filter((text) => !["a", "b", "c"].includes(text));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 4 }), {
          minLength: 1,
          maxLength: 8,
          selector: String,
        }),
        value,
        (trees, text) => {
          // Each place has a name of its own, as CloudFormation demands of siblings.
          const paths = trees.map(
            (parts) => `/${parts.map((name, place) => (name === "{x}" ? `{x${place}}` : name)).join("/")}`,
          );
          const find = createRoutes(paths.map((path) => aMethod(path)));
          for (const path of paths) {
            const found = find("GET", path.replaceAll(/\{\w+\}/g, encodeURIComponent(text)));
            expect(found?.method.resourcePath).toBe(path);
            const sent = encodeURIComponent(text);
            expect(Object.values(found?.pathParameters ?? {}).every((given) => given === sent)).toBe(true);
            expect(find("GET", `${path}/more/than/any/tree/holds`)).toBeUndefined();
          }
        },
      ),
    );
  });

  it("finds the declared path that is fixed the longest from the left, for any paths and any request", () => {
    const part = fc.constantFrom("a", "b", "{x}");
    const paths = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 3 }), { maxLength: 10, selector: String });
    const request = fc.array(fc.constantFrom("a", "b", "c"), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(paths, request, (declared, asked) => {
        const written = (parts: readonly string[]) =>
          `/${parts.map((name, place) => (name === "{x}" ? `{x${place}}` : name)).join("/")}`;
        const expected = declared
          .filter(
            (parts) =>
              parts.length === asked.length && parts.every((name, place) => ["{x}", asked[place]].includes(name)),
          )
          // "{" sorts after every letter.
          .sort((one, other) => (String(one) < String(other) ? -1 : 1))[0];
        const found = createRoutes(declared.map((parts) => aMethod(written(parts))))("GET", `/${asked.join("/")}`);
        expect(found?.method.resourcePath).toBe(expected && written(expected));
      }),
    );
  });
});
