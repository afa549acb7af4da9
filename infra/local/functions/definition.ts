import { join } from "node:path";
import * as z from "zod";
import type { Resource } from "../ports.ts";

const properties = z.object({
  FunctionName: z.string().optional(),
  Handler: z.string(),
  Runtime: z.string().regex(/^nodejs\d+\.x$/),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  Role: z.string(),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).default({ Variables: {} }),
  LoggingConfig: z.object({ LogGroup: z.string().optional() }).default({}),
});

/** What the template says about one function. */
export type FunctionDefinition = {
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly handler: string;
  readonly runtime: string;
  readonly bundleFolder: string;
  readonly memoryMegabytes: number;
  readonly timeoutMilliseconds: number;
  readonly variables: Readonly<Record<string, string>>;
  readonly logGroup: string;
};

/** A function in the template cannot be run here. */
class FunctionDefinitionError extends Error {
  override readonly name = "FunctionDefinitionError";
}

/**
 * @param assemblyFolder folder that asset paths are relative to.
 * @throws FunctionDefinitionError naming logical id and property.
 */
export function readDefinition(resource: Resource, assemblyFolder: string): FunctionDefinition {
  const parsed = properties.safeParse(resource.properties);
  if (!parsed.success) {
    throw new FunctionDefinitionError(`${resource.logicalId} (${resource.type}):\n${z.prettifyError(parsed.error)}`);
  }
  const asset = resource.metadata["aws:asset:path"];
  if (typeof asset !== "string") {
    throw new FunctionDefinitionError(
      `${resource.logicalId} (${resource.type}) names no bundle. Set the context aws:cdk:enable-asset-metadata to true.`,
    );
  }
  const { data } = parsed;
  return {
    name: resource.ref,
    arn: resource.attributes.Arn ?? resource.ref,
    roleArn: data.Role,
    handler: data.Handler,
    runtime: data.Runtime,
    bundleFolder: join(assemblyFolder, asset),
    memoryMegabytes: data.MemorySize,
    timeoutMilliseconds: data.Timeout * 1_000,
    variables: data.Environment.Variables,
    logGroup: data.LoggingConfig.LogGroup ?? `/aws/lambda/${resource.ref}`,
  };
}

type Surroundings = {
  readonly environmentId: string;
  readonly region: string;
  readonly awsUrl: string;
  readonly daemonAddress: string;
  /** Date of the log stream, `2026/11/23`. */
  readonly date: string;
};

/**
 * The variables of an environment: the template's, and what Lambda adds ("Defined runtime environment variables" in the
 * Lambda developer guide). The access key id is the function's name: that is how the endpoint knows the role; the session
 * token is the environment's id: that is how a fault finds the thread to end.
 */
export function environmentVariables(definition: FunctionDefinition, at: Surroundings): Record<string, string> {
  return {
    ...definition.variables,
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    PATH: "/var/lang/bin:/usr/local/bin:/usr/bin/:/bin",
    LAMBDA_TASK_ROOT: definition.bundleFolder,
    LAMBDA_RUNTIME_DIR: "/var/runtime",
    _HANDLER: definition.handler,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_REGION: at.region,
    AWS_DEFAULT_REGION: at.region,
    AWS_ACCESS_KEY_ID: definition.name,
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_SESSION_TOKEN: at.environmentId,
    AWS_LAMBDA_FUNCTION_NAME: definition.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: definition.logGroup,
    AWS_LAMBDA_LOG_STREAM_NAME: `${at.date}/[$LATEST]${at.environmentId}`,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_XRAY_DAEMON_ADDRESS: at.daemonAddress,
    // Where AWS's own SDKs find AWS when it is not on the internet.
    AWS_ENDPOINT_URL: at.awsUrl,
  };
}
