import createRouter from "find-my-way";
import type { ApiMethod } from "./api.ts";

export type Match = { readonly method: ApiMethod; readonly pathParameters: Readonly<Record<string, string>> | null };

/**
 * Finds the method for a request path: a fixed part goes before `{name}`, which goes before `{name+}`, and a method of
 * its own before ANY (Developer Guide, "Set up a proxy integration with a proxy resource"). Parameters come decoded
 * (same guide, "Important notes": REST APIs decode URL-encoded request parameters), and are never empty.
 */
export const createRoutes = (
  methods: readonly ApiMethod[],
): ((httpMethod: string, path: string) => Match | undefined) => {
  // One tree over all paths; the methods of a path are told apart afterwards, for ANY is no method of HTTP.
  const router = createRouter({ maxParamLength: 8192, caseSensitive: true, ignoreTrailingSlash: false });
  for (const [resourcePath, methodsThere] of Map.groupBy(methods, (method) => method.resourcePath)) {
    const byMethod = new Map(methodsThere.map((method) => [method.HttpMethod, method]));
    const pattern = resourcePath.replace(/\{[^}]+\+\}/, "*").replaceAll(/\{([^}]+)\}/g, ":$1");
    router.on("GET", pattern, () => undefined, byMethod);
  }
  return (httpMethod, path) => {
    const found = router.find("GET", path);
    const byMethod = found?.store as ReadonlyMap<string, ApiMethod> | undefined;
    const method = byMethod?.get(httpMethod) ?? byMethod?.get("ANY");
    if (found == null || method === undefined) return undefined;
    const greedyName = /\{([^}]+)\+\}/.exec(method.resourcePath)?.[1] ?? "*";
    const parameters = Object.entries(found.params).map(([name, value = ""]) => [
      name === "*" ? greedyName : name,
      value,
    ]);
    if (parameters.some(([, value]) => value === "")) return undefined;
    return { method, pathParameters: parameters.length > 0 ? Object.fromEntries(parameters) : null };
  };
};
