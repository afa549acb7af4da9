import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const manifestSchema = z.object({
  artifacts: z.record(
    z.string(),
    z.object({ type: z.string(), properties: z.object({ templateFile: z.string().optional() }).optional() }),
  ),
});
const resourceSchema = z.object({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  Metadata: z.record(z.string(), z.unknown()).default({}),
  Condition: z.string().optional(),
});
const templateSchema = z.object({
  Parameters: z.record(z.string(), z.object({ Default: z.unknown().optional() })).default({}),
  Resources: z.record(z.string(), resourceSchema).default({}),
  Outputs: z
    .record(z.string(), z.object({ Value: z.unknown(), Export: z.object({ Name: z.string() }).optional() }))
    .default({}),
});

export type RawResource = z.infer<typeof resourceSchema>;
export type Template = z.infer<typeof templateSchema> & { readonly stack: string };

/** The synthesized app: every stack's template, intrinsic functions not yet resolved. */
export type Assembly = { readonly folder: string; readonly templates: readonly Template[] };

/** The cloud assembly is missing or not what CDK writes. */
class AssemblyError extends Error {
  override readonly name = "AssemblyError";
}

/**
 * Reads the cloud assembly in `folder` (`cdk.out`).
 *
 * @throws AssemblyError when a file is missing or has another shape.
 */
export function readAssembly(folder: string): Assembly {
  const { artifacts } = read(join(folder, "manifest.json"), manifestSchema);
  const templates = Object.entries(artifacts)
    .filter(([, artifact]) => artifact.type === "aws:cloudformation:stack")
    .map(([stack, artifact]) => ({
      stack,
      ...read(join(folder, artifact.properties?.templateFile ?? `${stack}.template.json`), templateSchema),
    }));
  if (templates.length === 0) throw new AssemblyError(`${folder} holds no stack. Run "npm run synth".`);
  return { folder, templates };
}

function read<Schema extends z.ZodType>(file: string, schema: Schema): z.infer<Schema> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new AssemblyError(`${file} cannot be read. Run "npm run synth".`, { cause: error });
  }
  const result = schema.safeParse(json);
  if (!result.success) throw new AssemblyError(`${file} is not what CDK writes:\n${z.prettifyError(result.error)}`);
  return result.data;
}
