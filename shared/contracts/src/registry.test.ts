import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { EventContract } from "./define-event.ts";
import { contractOf, eventContracts } from "./registry.ts";

function isContract(value: unknown): value is EventContract {
  return typeof value === "object" && value !== null && "service" in value && "data" in value && "example" in value;
}

async function declared(): Promise<readonly EventContract[]> {
  const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts"));
  const modules = await Promise.all(
    files.map(async (file): Promise<object> => import(join(import.meta.dirname, file))),
  );
  return modules.flatMap((module) => Object.values(module)).filter(isContract);
}

describe("registry", () => {
  it("knows every contract that a file of this folder declares, once", async () => {
    const name = ({ service, name: fact, version }: EventContract) => `${service} ${fact}/${version}`;
    expect(eventContracts.map(name).sort()).toEqual([...new Set((await declared()).map(name))].sort());
  });

  it.each(eventContracts)("holds an example of $name that matches its schema", (contract) => {
    expect(contract.data.parse(contract.example)).toEqual(contract.example);
    expect(contractOf(contract.name, contract.version)).toBe(contract);
  });

  it("knows no other version", () => {
    expect(contractOf("order.placed", 999)).toBeUndefined();
  });
});
