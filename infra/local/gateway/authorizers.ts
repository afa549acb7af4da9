import type { Context } from "../ports.ts";
import { accountId, region } from "../template/physical.ts";
import type { UserPools } from "../user-pool/user-pools.ts";
import { type Api, type Authorizer, createMayInvoke, functionArnOf } from "./api.ts";
import { type AuthorizerOutput, authorizerOutput, evaluate } from "./policy.ts";
import { GatewayRefusal } from "./refusals.ts";
import { type Call, headerOf } from "./request.ts";

/** What an authorizer proved; becomes `requestContext.authorizer`. */
export type Proof = Readonly<Record<string, unknown>>;

/** `Fri Jul 29 18:52:53 UTC 2016`: how the gateway writes `exp` and `iat` (amazon-cognito-identity-js issue 92). */
function javaDate(seconds: number): string {
  const [weekday = "", day, month, year, time] = new Date(seconds * 1000).toUTCString().split(" ");
  return `${weekday.slice(0, 3)} ${month} ${day} ${time} UTC ${year}`;
}

function claimText(name: string, value: unknown): string {
  if (name === "exp" || name === "iat") return javaDate(Number(value));
  return Array.isArray(value) ? value.join(",") : String(value);
}

/**
 * COGNITO_USER_POOLS: with scopes on the method an access token holding one of them, without an ID token (knowledge
 * center, "Troubleshoot 401 Unauthorized errors … Amazon Cognito user pool"). A token that proves nobody is 401; one
 * that proves somebody without the scope is denied, 403 (Developer Guide, "Gateway response types": ACCESS_DENIED "when
 * access is denied by a custom or Amazon Cognito authorizer", UNAUTHORIZED when it "failed to authenticate").
 */
async function authorizeByPool(
  userPools: Pick<UserPools, "verify">,
  authorizer: Authorizer,
  call: Call,
): Promise<Proof> {
  const token = headerOf(call, authorizer.IdentitySource)?.replace(/^Bearer /i, "");
  if (!token) throw new GatewayRefusal("UNAUTHORIZED");
  const verified = await Promise.all(authorizer.ProviderARNs.map((arn) => userPools.verify(arn, token)));
  const valid = verified.find((verification) => verification.ok);
  if (valid === undefined) {
    const isExpired = verified.some((verification) => !verification.ok && verification.reason === "expired");
    throw new GatewayRefusal("UNAUTHORIZED", isExpired ? "The incoming token has expired" : undefined);
  }
  const { AuthorizationScopes: scopes } = call.method;
  const { claims } = valid;
  if (claims["token_use"] !== (scopes.length > 0 ? "access" : "id")) throw new GatewayRefusal("UNAUTHORIZED");
  const held = String(claims["scope"] ?? "").split(" ");
  if (scopes.length > 0 && !scopes.some((scope) => held.includes(scope))) throw new GatewayRefusal("ACCESS_DENIED");
  return { claims: Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(name, value)])) };
}

/** `arn:aws:execute-api:<region>:<account>:<api>/<stage>/<method>/<path>` of the request itself. */
function methodArnOf(api: Api, { httpMethod, path }: Call): string {
  return `arn:aws:execute-api:${region}:${accountId}:${api.id}/${api.stage.StageName}/${httpMethod}/${path.slice(1)}`;
}

const rememberedAtMost = 10_000;

/**
 * TOKEN: the function judges, its policy is evaluated for the method called, and its answer is kept for
 * the token it was given, for every method of the API (Developer Guide, "Use API Gateway Lambda authorizers"). A
 * missing token, or one that the validation expression does not match, is 401 without a call; so is the error
 * "Unauthorized"; any other is 500.
 */
function createFunctionAuthorizer(context: Context, api: Api) {
  const mayInvoke = createMayInvoke(context.resources);
  const remembered = new Map<string, { readonly output: AuthorizerOutput; readonly until: number }>();

  const ask = async (authorizer: Authorizer, call: Call, token: string): Promise<AuthorizerOutput> => {
    const functionArn = functionArnOf(authorizer.AuthorizerUri ?? "");
    if (!mayInvoke(api, `authorizers/${authorizer.id}`, functionArn)) {
      throw new GatewayRefusal("AUTHORIZER_CONFIGURATION_ERROR");
    }
    const event = { type: "TOKEN", methodArn: methodArnOf(api, call), authorizationToken: token };
    const result = await context.invoke(functionArn, event, { traceHeader: call.trace.header });
    if (!result.ok)
      throw new GatewayRefusal(result.errorMessage === "Unauthorized" ? "UNAUTHORIZED" : "AUTHORIZER_FAILURE");
    const output = authorizerOutput.safeParse(result.payload);
    if (!output.success) throw new GatewayRefusal("AUTHORIZER_CONFIGURATION_ERROR");
    return output.data;
  };

  return async (authorizer: Authorizer, call: Call): Promise<Proof> => {
    const { id, IdentitySource, IdentityValidationExpression = ".*", AuthorizerResultTtlInSeconds: ttl } = authorizer;
    const token = headerOf(call, IdentitySource);
    if (!token || !new RegExp(`^(?:${IdentityValidationExpression})$`, "s").test(token)) {
      throw new GatewayRefusal("UNAUTHORIZED");
    }
    const key = `${id} ${token}`;
    const known = remembered.get(key);
    const now = context.clock.now();
    const output = known !== undefined && known.until > now ? known.output : await ask(authorizer, call, token);
    if (ttl > 0 && output !== known?.output) {
      if (remembered.size >= rememberedAtMost) remembered.clear();
      remembered.set(key, { output, until: now + ttl * 1000 });
    }
    const verdict = evaluate(output.policyDocument, methodArnOf(api, call));
    if (verdict === "denied") throw new GatewayRefusal("ACCESS_DENIED");
    if (verdict === "explicitly denied") {
      throw new GatewayRefusal("ACCESS_DENIED", "User is not authorized to access this resource with an explicit deny");
    }
    // Context values arrive as text whatever they were ("the stringified value of the specified key-value pair").
    const texts = Object.entries(output.context).map(([name, value]) => [name, String(value)]);
    return { ...Object.fromEntries(texts), principalId: output.principalId };
  };
}

/** Checks a call against its method's authorizer; a method without one proves nothing and refuses nobody. */
export function createAuthorize(context: Context, api: Api, userPools: Pick<UserPools, "verify">) {
  const authorizeByFunction = createFunctionAuthorizer(context, api);
  return async (call: Call): Promise<Proof | undefined> => {
    const { authorizer, AuthorizationType } = call.method;
    if (AuthorizationType === "NONE" || authorizer === undefined) return undefined;
    if (authorizer.Type === "COGNITO_USER_POOLS") return await authorizeByPool(userPools, authorizer, call);
    return await authorizeByFunction(authorizer, call);
  };
}
