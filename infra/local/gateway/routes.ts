import createRouter from "find-my-way";
import type { ApiMethod } from "./api.ts";

export type Match = { readonly method: ApiMethod; readonly pathParameters: Readonly<Record<string, string>> | null };

/**
 * Finds the method for a request path: a fixed part goes before `{name}`, whatever methods the resource behind it has.
 * Parameters come as they were sent, percent-encoded, and are never empty. The Developer Guide says of REST APIs that they
 * decode them, but Lambda's proxy events hold them raw (seen on AWS: aws/aws-sam-cli issues 771 and 3524, aws/chalice
 * issue 511).
 */
export function createRoutes(methods: readonly ApiMethod[]): (httpMethod: string, path: string) => Match | undefined {
  // One tree over all paths: the resource is found first, and then its method.
  const router = createRouter({ maxParamLength: 8192, caseSensitive: true, ignoreTrailingSlash: false });
  for (const [resourcePath, methodsThere] of Map.groupBy(methods, (method) => method.resourcePath)) {
    const byMethod = new Map(methodsThere.map((method) => [method.HttpMethod, method]));
    router.on("GET", resourcePath.replaceAll(/\{(\w+)\}/g, ":$1"), () => undefined, byMethod);
  }
  return (httpMethod, path) => {
    // The router decodes once.
    const found = router.find("GET", path.replaceAll("%", "%25"));
    const byMethod = found?.store as ReadonlyMap<string, ApiMethod> | undefined;
    const method = byMethod?.get(httpMethod);
    if (found == null || method === undefined) return undefined;
    const values = Object.values(found.params);
    if (values.includes("")) return undefined;
    return { method, pathParameters: values.length > 0 ? (found.params as Record<string, string>) : null };
  };
}
