import type { Api } from "./api.ts";
import { headerOf, type Request } from "./request.ts";
import { renderTemplate, type Variables } from "./variables.ts";

/**
 * What the gateway itself answers: status, message and `x-amzn-ErrorType` by gateway response type (Developer Guide,
 * "Gateway response types for API Gateway"; the 403 table of the knowledge center's "Troubleshoot HTTP 403 errors").
 */
const kinds = {
  MISSING_AUTHENTICATION_TOKEN: [403, "Missing Authentication Token", "MissingAuthenticationTokenException"],
  UNAUTHORIZED: [401, "Unauthorized", "UnauthorizedException"],
  ACCESS_DENIED: [403, "User is not authorized to access this resource", "AccessDeniedException"],
  AUTHORIZER_FAILURE: [500, "Internal server error", "AuthorizerConfigurationException"],
  AUTHORIZER_CONFIGURATION_ERROR: [500, "Internal server error", "AuthorizerConfigurationException"],
  THROTTLED: [429, "Too Many Requests", "TooManyRequestsException"],
  REQUEST_TOO_LARGE: [413, "Request Too Long", "RequestTooLargeException"],
  INTEGRATION_TIMEOUT: [504, "Endpoint request timed out", "InternalServerErrorException"],
  // A function whose policy does not let the API call it: knowledge center, "Troubleshoot issues for API Gateway
  // endpoints that integrate with Lambda".
  API_CONFIGURATION_ERROR: [500, "Internal server error", "InternalServerErrorException"],
  // The guide's table says 504; access logs of APIs before Lambda show this type with 502 (DataBiosphere/azul, issue 7466).
  INTEGRATION_FAILURE: [502, "Internal server error", "InternalServerErrorException"],
} as const;
export type RefusalType = keyof typeof kinds;

/** The gateway answers by itself instead of the function. */
export class GatewayRefusal extends Error {
  override readonly name = "GatewayRefusal";
  readonly type: RefusalType;
  /** Of the answer, where the template gives none. */
  readonly status: number;
  constructor(type: RefusalType, message: string = kinds[type][1], status: number = kinds[type][0]) {
    super(message);
    this.type = type;
    this.status = status;
  }
}

export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: Buffer;
};

const parameterPrefix = "gatewayresponse.header.";
const requestPrefix = "method.request.header.";

/**
 * The answer to a refusal: the template's GatewayResponse of its type, or of DEFAULT_4XX or DEFAULT_5XX, gives status,
 * headers (`'text'`, `context.name` or a header of the request) and body; what it leaves open is the service's own.
 */
export function answerRefusal(
  api: Api,
  { type, status }: GatewayRefusal,
  request: Pick<Request, "headers">,
  variables: Variables,
): Answer {
  const response = api.responses.get(type) ?? api.responses.get(status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX");
  const template = response?.ResponseTemplates["application/json"] ?? '{"message":$context.error.messageString}';
  const told = (parameter: string): string | undefined => {
    if (parameter.startsWith("'")) return parameter.slice(1, -1);
    if (parameter.startsWith(requestPrefix)) return headerOf(request, parameter.slice(requestPrefix.length));
    return renderTemplate(`$${parameter}`, variables, "");
  };
  const parameters = Object.entries(response?.ResponseParameters ?? {}).flatMap(([name, parameter]) => {
    const value = told(parameter);
    return value === undefined ? [] : [[name.slice(parameterPrefix.length).toLowerCase(), [value]] as const];
  });
  return {
    status: Number(response?.StatusCode ?? status),
    headers: {
      ...{ "content-type": ["application/json"], "x-amzn-errortype": [kinds[type][2]] },
      ...Object.fromEntries(parameters),
    },
    body: Buffer.from(renderTemplate(template, variables, "")),
  };
}
