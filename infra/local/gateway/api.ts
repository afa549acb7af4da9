import * as z from "zod";
import { createAuthorizeService } from "../iam/authorize.ts";
import type { Resource, Resources, Service } from "../ports.ts";
import { accountId, region } from "../template/physical.ts";
import { TemplateError } from "../template/resources.ts";
import { mockSchema } from "./mock.ts";
import { asksForKnown } from "./variables.ts";

const apiSchema = z.object({
  Name: z.string(),
  EndpointConfiguration: z.object({ Types: z.tuple([z.literal("REGIONAL")]) }).optional(),
  MinimumCompressionSize: z.int().min(0).max(10_485_760).optional(),
});

const resourceSchema = z.object({
  ParentId: z.string(),
  /** A fixed part, or a parameter that is one part; the template has none that is the rest of the path. */
  PathPart: z.string().regex(/^(?:\{\w+\}|[\w.~-]+)$/),
});

const methodSchema = z.object({
  HttpMethod: z.enum(["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
  AuthorizationType: z.enum(["NONE", "COGNITO_USER_POOLS", "CUSTOM"]),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: z.array(z.string()).default([]),
  Integration: z.discriminatedUnion("Type", [
    z.object({ Type: z.literal("AWS_PROXY"), Uri: z.string().transform(functionArnOf) }),
    mockSchema,
  ]),
});

const authorizerSchema = z.object({
  Type: z.enum(["COGNITO_USER_POOLS", "TOKEN"]),
  /** The header that holds the token; neither type takes it from anywhere else. */
  IdentitySource: z
    .string()
    .regex(/^method\.request\.header\.[\w-]+$/)
    .transform((source) => source.slice("method.request.header.".length)),
  IdentityValidationExpression: z.string().optional(),
  AuthorizerUri: z.string().optional(),
  /** 300 seconds unless told (API_CreateAuthorizer). */
  AuthorizerResultTtlInSeconds: z.number().default(300),
  ProviderARNs: z.array(z.string()).default([]),
});

const template = z.string().refine(asksForKnown, "a variable of $context that is not known here");

const gatewayResponseSchema = z.object({
  ResponseType: z.string(),
  StatusCode: z.string().optional(),
  /** By `gatewayresponse.header.<name>`: `'text'`, `context.<variable>`, or `method.request.header.<name>`. */
  ResponseParameters: z
    .record(
      z.string().startsWith("gatewayresponse.header."),
      z
        .string()
        .refine(
          (value) =>
            /^(?:'[^']*'|method\.request\.header\.[\w-]+)$/.test(value) ||
            (/^context\./.test(value) && asksForKnown(`$${value}`)),
        ),
    )
    .default({}),
  ResponseTemplates: z.strictObject({ "application/json": template.optional() }).default({}),
});

const stageSchema = z.object({
  StageName: z.string(),
  TracingEnabled: z.boolean().default(false),
  AccessLogSetting: z.object({ DestinationArn: z.string(), Format: template }).optional(),
  /** One setting for every method: no method of the template has one of its own. */
  MethodSettings: z
    .array(
      z.object({
        HttpMethod: z.literal("*"),
        ResourcePath: z.literal("/*"),
        ThrottlingRateLimit: z.number().optional(),
        ThrottlingBurstLimit: z.number().optional(),
      }),
    )
    .max(1)
    .default([]),
});

export type Authorizer = z.infer<typeof authorizerSchema> & { readonly id: string };
type GatewayResponse = z.infer<typeof gatewayResponseSchema>;
type Stage = z.infer<typeof stageSchema>;
export type ApiMethod = z.infer<typeof methodSchema> & {
  readonly resourceId: string;
  /** `/v1/orders/{orderId}` */
  readonly resourcePath: string;
  readonly authorizer: Authorizer | undefined;
};

export type Api = {
  readonly id: string;
  readonly name: string;
  readonly minimumCompressionSize: number | undefined;
  readonly methods: readonly ApiMethod[];
  readonly stage: Stage;
  /** By response type. */
  readonly responses: ReadonlyMap<string, GatewayResponse>;
};

/** What the gateway reads of its resources, or may ignore because it changes nothing a laptop can show. */
export const gatewayTypes = {
  "AWS::ApiGateway::RestApi": {
    model: "gateway/api.ts",
    supports: ["Name", "EndpointConfiguration.Types", "MinimumCompressionSize"],
  },
  "AWS::ApiGateway::Resource": { model: "gateway/routes.ts", supports: ["ParentId", "PathPart", "RestApiId"] },
  "AWS::ApiGateway::Method": {
    model: "gateway/gateway.ts",
    supports: [
      ...["HttpMethod", "ResourceId", "RestApiId", "AuthorizationType", "AuthorizerId", "AuthorizationScopes"],
      ...["Integration.Type", "Integration.Uri", "Integration.IntegrationHttpMethod"],
      ...["Integration.RequestTemplates", "Integration.IntegrationResponses", "MethodResponses"],
    ],
  },
  "AWS::ApiGateway::Deployment": { model: "gateway/api.ts", supports: ["Description", "RestApiId"] },
  "AWS::ApiGateway::Stage": {
    model: "gateway/gateway.ts",
    supports: [
      ...["DeploymentId", "RestApiId", "StageName", "TracingEnabled", "AccessLogSetting"],
      ...["HttpMethod", "ResourcePath", "ThrottlingRateLimit", "ThrottlingBurstLimit", "DataTraceEnabled"].map(
        (name) => `MethodSettings.${name}`,
      ),
    ],
  },
  "AWS::ApiGateway::Authorizer": {
    model: "gateway/authorizers.ts",
    supports: [...Object.keys(authorizerSchema.shape), "Name", "RestApiId"],
  },
  "AWS::ApiGateway::GatewayResponse": {
    model: "gateway/refusals.ts",
    supports: [...Object.keys(gatewayResponseSchema.shape), "RestApiId"],
  },
  "AWS::ApiGateway::Account": { model: "gateway/api.ts", supports: ["CloudWatchRoleArn"] },
} satisfies Service["types"];

/** The function behind `arn:aws:apigateway:<region>:lambda:path/2015-03-31/functions/<function ARN>/invocations`. */
export function functionArnOf(uri: string): string {
  const [, arn] = /\/functions\/([^/]+)\/invocations$/.exec(uri) ?? [];
  if (arn === undefined) throw new TemplateError(`The gateway only calls functions, not ${uri}.`);
  return arn;
}

/**
 * Whether the function's own policy lets this API call it from `source`, `<stage>/<method>/<resource path>` or
 * `authorizers/<id>` (Developer Guide, "Lambda permissions for API Gateway": `aws:SourceArn` of the permission).
 */
export function createMayInvoke(
  resources: Resources,
): (api: { readonly id: string }, source: string, functionArn: string) => boolean {
  const authorizeService = createAuthorizeService(resources);
  return ({ id }, source, functionArn) =>
    authorizeService(
      "apigateway.amazonaws.com",
      "lambda:InvokeFunction",
      functionArn,
      `arn:aws:execute-api:${region}:${accountId}:${id}/${source}`,
    ) === undefined;
}

function read<Schema extends z.ZodType>(schema: Schema, { logicalId, type, properties }: Resource): z.infer<Schema> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  throw new TemplateError(`${logicalId} (${type}) is not what the gateway supports:\n${z.prettifyError(result.error)}`);
}

function pathsById(resources: readonly Resource[]): (id: string) => string {
  const byId = new Map(resources.map((resource) => [resource.ref, read(resourceSchema, resource)]));
  const pathOf = (id: string): string => {
    const resource = byId.get(id);
    // What is no resource is the root.
    return resource === undefined ? "" : `${pathOf(resource.ParentId)}/${resource.PathPart}`;
  };
  return (id) => pathOf(id) || "/";
}

/**
 * Reads the template's REST API; there is exactly one, with one stage.
 *
 * @throws TemplateError with logical id, type and property of what is not modelled here
 */
export function readApi(resources: Resources): Api {
  const [api, ...others] = resources.ofType("AWS::ApiGateway::RestApi");
  const [stage, ...otherStages] = resources.ofType("AWS::ApiGateway::Stage");
  if (api === undefined || stage === undefined || others.length + otherStages.length > 0) {
    throw new TemplateError("The gateway serves a template with exactly one REST API and one stage.");
  }
  const { Name, MinimumCompressionSize } = read(apiSchema, api);
  const pathOf = pathsById(resources.ofType("AWS::ApiGateway::Resource"));
  const authorizers = new Map(
    resources
      .ofType("AWS::ApiGateway::Authorizer")
      .map((resource) => [resource.ref, { ...read(authorizerSchema, resource), id: resource.ref }]),
  );
  return {
    id: api.ref,
    name: Name,
    minimumCompressionSize: MinimumCompressionSize,
    stage: read(stageSchema, stage),
    responses: new Map(
      resources
        .ofType("AWS::ApiGateway::GatewayResponse")
        .map((resource) => read(gatewayResponseSchema, resource))
        .map((response) => [response.ResponseType, response]),
    ),
    methods: resources.ofType("AWS::ApiGateway::Method").map((resource) => {
      const method = read(methodSchema, resource);
      const resourceId = String(resource.properties["ResourceId"]);
      const authorizer = authorizers.get(method.AuthorizerId ?? "");
      if (method.AuthorizationType !== "NONE" && authorizer === undefined) {
        throw new TemplateError(`${resource.logicalId} names an authorizer that the template does not hold.`);
      }
      return { ...method, resourceId, resourcePath: pathOf(resourceId), authorizer };
    }),
  };
}
