import { CfnSamplingRule } from "aws-cdk-lib/aws-xray";
import type { DeployedService } from "../deployed.ts";

/** X-Ray's own wildcards; the stage may stand before the path. */
function urlOf(path: string): string {
  return `*${path.replace(/\{[^}]+\}/g, "*")}`;
}

/** X-Ray takes one request a second and 5 % of the rest by itself; an order's story must never be missing. */
export function sampleCheckouts({ stack, foundation, service }: DeployedService): void {
  const { checkout } = service.routes;
  if (checkout === undefined) return;
  new CfnSamplingRule(stack, "checkout-sampling", {
    samplingRule: {
      ruleName: `${foundation.settings.stage}-checkout`,
      priority: 100,
      fixedRate: 1,
      reservoirSize: 100,
      host: "*",
      httpMethod: checkout.method,
      urlPath: urlOf(checkout.path),
      serviceName: "*",
      serviceType: "*",
      resourceArn: "*",
      version: 1,
    },
  });
}
