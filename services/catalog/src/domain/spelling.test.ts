import { describe, expect, it } from "vitest";
import { spellingWarnings } from "./spelling.ts";

function warned(skus: readonly string[], known: readonly string[] = []) {
  return spellingWarnings(
    skus.map((sku, index) => ({ sku, field: `${index}` })),
    known,
  ).map(({ field, reason }) => `${field} ${reason}`);
}

describe("SKUs that differ by case only", () => {
  it("are warned of, among those known and those named together", () => {
    expect(warned(["tee-m"], ["TEE-M", "tee-m"])).toEqual(["0 differs from TEE-M by case only"]);
    expect(warned(["Größe", "GRÖSSE", "GRÖßE"])).toEqual([
      "0 differs from GRÖßE by case only",
      "2 differs from Größe by case only",
    ]);
  });

  it("are no others", () => {
    expect(warned(["tee-m", "tee_m", "tee m"], ["tee-l", "tee-m"])).toEqual([]);
    expect(warned([])).toEqual([]);
  });
});
