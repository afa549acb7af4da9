/**
 * What a function's answer says of its batch under `ReportBatchItemFailures`: an empty answer or list is success, a
 * malformed one fails the whole batch (Lambda developer guide, "Configuring partial batch response").
 */
export function itemFailures(response: unknown): "none" | "all" | readonly string[] {
  if (response === null || response === undefined) return "none";
  if (typeof response !== "object") return "all";
  const failures = (response as { readonly batchItemFailures?: unknown }).batchItemFailures ?? [];
  if (!Array.isArray(failures)) return "all";
  if (failures.length === 0) return "none";
  const ids = failures.map((failure) => (failure as { readonly itemIdentifier?: unknown } | null)?.itemIdentifier);
  return ids.every((id): id is string => typeof id === "string" && id !== "") ? ids : "all";
}
