/**
 * JSON that is equal for equal values: the fields of objects are in the order of their names, as RFC 8785 has them. DynamoDB
 * promises no order of the attributes of a map, so two reads of one item may differ in it.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}
