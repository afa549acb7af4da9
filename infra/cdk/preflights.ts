import { allowedHeaders, type OriginRule } from "@millrace/contracts/cors";
import type { Route } from "@millrace/contracts/define-route";
import { type Method, MockIntegration, type RestApi } from "aws-cdk-lib/aws-apigateway";
import { accept } from "./accept.ts";

/** A browser asks again after two hours; Chromium remembers no longer. */
const maxAgeSeconds = 7200;

/** Headers of a preflight's answer that only an allowed origin gets. */
function headersFor(methods: readonly string[]): Readonly<Record<string, string>> {
  return {
    "Access-Control-Allow-Methods": methods.join(", "),
    "Access-Control-Allow-Headers": allowedHeaders.join(", "),
    "Access-Control-Max-Age": String(maxAgeSeconds),
  };
}

function conditionOf(rule: OriginRule): string {
  return "exactly" in rule ? `$origin == "${rule.exactly}"` : `$origin.startsWith("${rule.startsWith}")`;
}

/** The gateway knows no lists of origins, but its templates can compare; HTTP/2 spells the header in lower case. */
function templateOf(origins: readonly OriginRule[], methods: readonly string[]): string {
  const headers = Object.entries(headersFor(methods));
  return [
    '#set($origin = $input.params().header.get("Origin"))',
    '#if(!$origin)#set($origin = $input.params().header.get("origin"))#end',
    `#if($origin && (${origins.map(conditionOf).join(" || ")}))`,
    "#set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)",
    ...headers.map(([name, value]) => `#set($context.responseOverride.header.${name} = "${value}")`),
    "#end",
  ].join("\n");
}

function addPreflight(api: RestApi, path: string, methods: readonly string[], origins: readonly OriginRule[]): Method {
  const answer = "204";
  const integration = new MockIntegration({
    requestTemplates: { "application/json": `{"statusCode": ${answer}}` },
    integrationResponses: [
      {
        statusCode: answer,
        responseParameters: { "method.response.header.Vary": "'Origin'" },
        responseTemplates: { "application/json": templateOf(origins, methods) },
      },
    ],
  });
  const names = ["Vary", "Access-Control-Allow-Origin", ...Object.keys(headersFor(methods))];
  const responseParameters = Object.fromEntries(names.map((name) => [`method.response.header.${name}`, true]));
  return api.root
    .resourceForPath(path)
    .addMethod("OPTIONS", integration, { methodResponses: [{ statusCode: answer, responseParameters }] });
}

/** Lets the gateway itself answer the question of a browser before a call, for every path that a route has. */
export function addPreflights(api: RestApi, routes: readonly Route[], origins: readonly OriginRule[]): void {
  if (origins.length === 0) return;
  for (const [path, there] of Map.groupBy(routes, (route) => route.path)) {
    const method = addPreflight(api, path, there.map((route) => route.method).toSorted(), origins);
    const reason = "A browser asks before it sends who calls; the answer tells nothing but what the document tells.";
    accept(method, { "AwsSolutions-APIG4": reason, "AwsSolutions-COG4": reason });
  }
}
