import type { Resource, Resources } from "../ports.ts";
import type { Assembly, RawResource, Template } from "./assembly.ts";
import { IntrinsicError, resolve, type Scope } from "./intrinsics.ts";
import { type Physical, physicalTypes } from "./physical.ts";

/** Every problem found in the templates, one line each: logical id, type, property, reason. */
export class TemplateError extends Error {
  override readonly name = "TemplateError";
}

// Written by CDK for its own statistics; CloudFormation deploys nothing for it.
const ignoredType = "AWS::CDK::Metadata";

type Entry = { readonly template: Template; readonly logicalId: string; readonly raw: RawResource };

/**
 * Resolves every resource of the assembly to local physical values.
 *
 * @param awsUrl base URL of the local AWS endpoint; queue URLs and the token issuer begin with it.
 * @throws TemplateError listing all resources that cannot be resolved.
 */
export function resolveResources(assembly: Assembly, awsUrl: string): Resources {
  const entries = assembly.templates.flatMap((template) =>
    Object.entries(template.Resources)
      .filter(([, raw]) => raw.Type !== ignoredType)
      .map(([logicalId, raw]) => ({ template, logicalId, raw })),
  );
  const scopes = createScopes(assembly, awsUrl, entries);
  const problems: string[] = [];
  const all: Resource[] = [];
  for (const entry of entries) {
    try {
      all.push(resolveResource(entry, scopes));
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error;
      problems.push(`${entry.logicalId} (${entry.raw.Type}): ${error.message}`);
    }
  }
  if (problems.length > 0) {
    throw new TemplateError(`The template cannot be run here:\n${problems.map((line) => `  ${line}`).join("\n")}`);
  }
  return indexResources(all);
}

/** Looks resources up by type and by `ref` or ARN. */
export function indexResources(all: readonly Resource[]): Resources {
  const types = Map.groupBy(all, (resource) => resource.type);
  const byName = new Map<string, Resource>();
  for (const resource of all) {
    for (const name of [resource.ref, resource.attributes.Arn]) {
      if (name !== undefined && !byName.has(name)) byName.set(name, resource);
    }
  }
  return {
    all,
    ofType: (type) => types.get(type) ?? [],
    named(refOrArn) {
      const resource = byName.get(refOrArn);
      if (resource === undefined) throw new TemplateError(`No resource in the template is named ${refOrArn}.`);
      return resource;
    },
  };
}

type Scopes = { of(template: Template): Scope; physical(entry: Entry): Physical };

function createScopes(assembly: Assembly, awsUrl: string, entries: readonly Entry[]): Scopes {
  const byId = new Map(entries.map((entry) => [`${entry.template.stack}/${entry.logicalId}`, entry]));
  const known = new Map<Entry, Physical>();
  const inProgress = new Set<Entry>();
  const scopes = new Map<Template, Scope>();
  const exported = new Map<string, { template: Template; value: unknown }>();

  function physical(entry: Entry): Physical {
    const ready = known.get(entry);
    if (ready !== undefined) return ready;
    const describe = physicalTypes[entry.raw.Type];
    if (describe === undefined) throw new IntrinsicError("this resource type is not known to the local runtime");
    if (inProgress.has(entry)) throw new IntrinsicError(`its name depends on itself (${entry.logicalId})`);
    inProgress.add(entry);
    const property = (name: string) => resolve(entry.raw.Properties[name], of(entry.template));
    const value = describe(property, { stack: entry.template.stack, logicalId: entry.logicalId, awsUrl });
    inProgress.delete(entry);
    known.set(entry, value);
    return value;
  }

  function find(template: Template, logicalId: string): Entry {
    const entry = byId.get(`${template.stack}/${logicalId}`);
    if (entry === undefined) throw new IntrinsicError(`it refers to ${logicalId}, which is not in its stack`);
    return entry;
  }

  function of(template: Template): Scope {
    const ready = scopes.get(template);
    if (ready !== undefined) return ready;
    const scope: Scope = {
      ref: (logicalId) => {
        const parameter = template.Parameters[logicalId];
        return parameter === undefined ? physical(find(template, logicalId)).ref : parameter.Default;
      },
      attribute: (logicalId, name) => {
        const entry = find(template, logicalId);
        const value = physical(entry).attributes[name];
        if (value !== undefined) return value;
        throw new IntrinsicError(`it refers to ${logicalId}.${name}, which ${entry.raw.Type} does not have here`);
      },
      importValue: (name) => {
        const output = exported.get(name);
        if (output === undefined) throw new IntrinsicError(`it imports ${name}, which no stack exports`);
        return resolve(output.value, of(output.template));
      },
    };
    scopes.set(template, scope);
    return scope;
  }

  for (const template of assembly.templates) {
    for (const output of Object.values(template.Outputs)) {
      if (output.Export === undefined) continue;
      exported.set(output.Export.Name, { template, value: output.Value });
    }
  }
  return { of, physical };
}

function resolveResource(entry: Entry, scopes: Scopes): Resource {
  if (entry.raw.Condition !== undefined) throw new IntrinsicError("conditions are not known here");
  const { ref, attributes } = scopes.physical(entry);
  return {
    logicalId: entry.logicalId,
    stack: entry.template.stack,
    type: entry.raw.Type,
    properties: resolve(entry.raw.Properties, scopes.of(entry.template)) as Record<string, unknown>,
    metadata: entry.raw.Metadata,
    ref,
    attributes,
  };
}
