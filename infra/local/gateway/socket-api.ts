import * as z from "zod";
import type { Resource, Resources, Service } from "../ports.ts";
import { TemplateError } from "../template/resources.ts";
import { functionArnOf } from "./api.ts";
import { asksForKnown } from "./variables.ts";

const apiSchema = z.object({
  Name: z.string(),
  ProtocolType: z.literal("WEBSOCKET"),
  /** One field of the message; what the guide calls a route selection expression can be more. */
  RouteSelectionExpression: z
    .string()
    .regex(/^\$request\.body\.\w+$/)
    .transform((expression) => expression.slice("$request.body.".length)),
});

const routeSchema = z.object({
  RouteKey: z.string(),
  Target: z
    .string()
    .regex(/^integrations\/\w+$/)
    .transform((target) => target.slice("integrations/".length)),
  AuthorizationType: z.enum(["NONE", "CUSTOM"]).default("NONE"),
  AuthorizerId: z.string().optional(),
});

const integrationSchema = z.object({
  IntegrationType: z.literal("AWS_PROXY"),
  IntegrationUri: z.string().transform(functionArnOf),
});

const authorizerSchema = z.object({
  AuthorizerType: z.literal("REQUEST"),
  AuthorizerUri: z.string().transform(functionArnOf),
  /** Each must be there, or the caller is refused unasked. */
  IdentitySource: z.array(z.string().regex(/^route\.request\.(?:querystring|header)\.[\w-]+$/)).default([]),
});

const stageSchema = z.object({
  StageName: z.string(),
  AutoDeploy: z.literal(true),
  AccessLogSettings: z
    .object({
      DestinationArn: z.string(),
      Format: z.string().refine(asksForKnown, "a variable that is not known here"),
    })
    .optional(),
  DefaultRouteSettings: z
    .object({ ThrottlingRateLimit: z.number().optional(), ThrottlingBurstLimit: z.number().optional() })
    .default({}),
});

export type SocketAuthorizer = z.infer<typeof authorizerSchema> & { readonly id: string };
export type SocketRoute = {
  readonly key: string;
  readonly functionArn: string;
  readonly authorizer: SocketAuthorizer | undefined;
};
export type SocketApi = {
  readonly id: string;
  /** `ws://…/<id>/<stage>` */
  readonly url: string;
  /** The field of a message that names its route. */
  readonly selects: string;
  readonly stage: z.infer<typeof stageSchema>;
  /** By route key. */
  readonly routes: ReadonlyMap<string, SocketRoute>;
};

const model = "gateway/socket-api.ts";

export const socketTypes = {
  "AWS::ApiGatewayV2::Api": { model, supports: Object.keys(apiSchema.shape) },
  "AWS::ApiGatewayV2::Route": { model: "gateway/sockets.ts", supports: [...Object.keys(routeSchema.shape), "ApiId"] },
  "AWS::ApiGatewayV2::Integration": { model, supports: [...Object.keys(integrationSchema.shape), "ApiId"] },
  "AWS::ApiGatewayV2::Authorizer": {
    model: "gateway/handshake.ts",
    supports: [...Object.keys(authorizerSchema.shape), "ApiId", "Name"],
  },
  "AWS::ApiGatewayV2::Stage": { model: "gateway/sockets.ts", supports: [...Object.keys(stageSchema.shape), "ApiId"] },
} satisfies Service["types"];

function read<Schema extends z.ZodType>(schema: Schema, { logicalId, type, properties }: Resource): z.infer<Schema> {
  const result = schema.safeParse(properties);
  if (result.success) return result.data;
  throw new TemplateError(`${logicalId} (${type}) is not what the gateway supports:\n${z.prettifyError(result.error)}`);
}

/**
 * Reads the template's WebSocket APIs, each with one stage.
 *
 * @throws TemplateError with logical id, type and property of what is not modelled here
 */
export function readSocketApis(resources: Resources): readonly SocketApi[] {
  const ofApi = (type: string, apiId: string) =>
    resources.ofType(`AWS::ApiGatewayV2::${type}`).filter(({ properties }) => properties["ApiId"] === apiId);
  return resources.ofType("AWS::ApiGatewayV2::Api").map((api) => {
    const { RouteSelectionExpression: selects } = read(apiSchema, api);
    const [stage, ...others] = ofApi("Stage", api.ref);
    if (stage === undefined || others.length > 0)
      throw new TemplateError(`${api.logicalId} has not exactly one stage.`);
    const integrations = new Map(
      ofApi("Integration", api.ref).map((one) => [one.ref, read(integrationSchema, one).IntegrationUri]),
    );
    const authorizers = new Map(
      ofApi("Authorizer", api.ref).map((one) => [one.ref, { ...read(authorizerSchema, one), id: one.ref }]),
    );
    const routes = ofApi("Route", api.ref).map((resource): [string, SocketRoute] => {
      const { RouteKey: key, Target, AuthorizationType, AuthorizerId = "" } = read(routeSchema, resource);
      const functionArn = integrations.get(Target);
      const authorizer = AuthorizationType === "NONE" ? undefined : authorizers.get(AuthorizerId);
      if (functionArn === undefined || (AuthorizationType === "CUSTOM" && authorizer === undefined)) {
        throw new TemplateError(`${resource.logicalId} names what the template does not hold.`);
      }
      return [key, { key, functionArn, authorizer }];
    });
    const settings = read(stageSchema, stage);
    const url = `${api.attributes["ApiEndpoint"]}/${settings.StageName}`;
    return { id: api.ref, url, selects, stage: settings, routes: new Map(routes) };
  });
}
