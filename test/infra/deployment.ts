import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { type FunctionPlan, functionsOf } from "../../infra/cdk/plan.ts";
import { services } from "../../infra/cdk/services.ts";
import type { Resource } from "../../infra/local/ports.ts";
import { type Deployment, synthesized, writeEmptyBundles } from "../support/synthesized.ts";

export const plans: readonly FunctionPlan[] = services.flatMap(functionsOf);

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function temporaryFolder(purpose: string): string {
  const folder = mkdtempSync(join(tmpdir(), `millrace-${purpose}-`));
  folders.push(folder);
  return folder;
}

/** A folder with an empty bundle per function: what is in them does not matter to templates. */
export function emptyBundles(): string {
  const folder = temporaryFolder("bundles");
  writeEmptyBundles(folder);
  return folder;
}

export function outputFolder(): string {
  return temporaryFolder("assembly");
}

/** Synthesizes the whole app for a stage and reads it back, with what else is set. */
export function deploy(stage = "dev", settings: Readonly<Record<string, string>> = {}): Deployment {
  return synthesized(outputFolder(), emptyBundles(), { stage, ...settings });
}

export type Statement = {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

export function listOf<Item>(value: Item | readonly Item[] | undefined): readonly Item[] {
  return value === undefined ? [] : ([value].flat() as readonly Item[]);
}

/** The value at a path of property names; undefined where the path ends early. */
export function at(resource: Resource, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Readonly<Record<string, unknown>> | undefined)?.[name],
    resource.properties,
  );
}

/** The only resource of a type. */
export function onlyOf({ resources }: Deployment, type: string): Resource {
  const [only, ...others] = resources.ofType(type);
  if (only === undefined || others.length > 0) throw new Error(`There is not exactly one ${type}.`);
  return only;
}

/** The function's name without its stage. */
function plainNameOf(fn: Resource): string {
  return fn.ref.replace(/^dev-/, "");
}

export function planOf(fn: Resource): FunctionPlan {
  const plan = plans.find(({ name }) => name === plainNameOf(fn));
  if (plan === undefined) throw new Error(`${fn.ref} is in no plan.`);
  return plan;
}

/** Every statement that a function's role holds. */
export function statementsOf({ resources }: Deployment, fn: Resource): readonly Statement[] {
  const role = resources.named(String(fn.properties["Role"]));
  return resources
    .ofType("AWS::IAM::Policy")
    .filter((policy) => listOf(policy.properties["Roles"] as readonly string[]).includes(role.ref))
    .flatMap((policy) => at(policy, "PolicyDocument", "Statement") as readonly Statement[]);
}

/** The variables a function finds in its environment. */
export function variablesOf(fn: Resource): Readonly<Record<string, string>> {
  return (at(fn, "Environment", "Variables") ?? {}) as Readonly<Record<string, string>>;
}
