import createRouter from "find-my-way";
import type { ApiMethod } from "./api.ts";

export type Match = { readonly method: ApiMethod; readonly pathParameters: Readonly<Record<string, string>> | null };

/**
 * Finds the method for a request path: a fixed part goes before `{name}`, whatever methods the resource behind it has.
 * Parameters come decoded (Developer Guide, "Important notes": REST APIs decode URL-encoded request parameters), and are
 * never empty.
 */
export function createRoutes(methods: readonly ApiMethod[]): (httpMethod: string, path: string) => Match | undefined {
  // One tree over all paths: the resource is found first, and then its method.
  const router = createRouter({ maxParamLength: 8192, caseSensitive: true, ignoreTrailingSlash: false });
  for (const [resourcePath, methodsThere] of Map.groupBy(methods, (method) => method.resourcePath)) {
    const byMethod = new Map(methodsThere.map((method) => [method.HttpMethod, method]));
    router.on("GET", resourcePath.replaceAll(/\{(\w+)\}/g, ":$1"), () => undefined, byMethod);
  }
  return (httpMethod, path) => {
    const found = router.find("GET", path);
    const byMethod = found?.store as ReadonlyMap<string, ApiMethod> | undefined;
    const method = byMethod?.get(httpMethod);
    if (found == null || method === undefined) return undefined;
    const values = Object.values(found.params);
    if (values.includes("")) return undefined;
    return { method, pathParameters: values.length > 0 ? (found.params as Record<string, string>) : null };
  };
}
