import { join } from "node:path";
import { App } from "aws-cdk-lib";
import { createApiStack } from "./api-stack.ts";
import { createBusStack } from "./bus-stack.ts";
import { createDataStack } from "./data-stack.ts";
import { addExtras } from "./service-extras.ts";
import { createServiceStack } from "./service-stack.ts";
import { services } from "./services.ts";
import { settingsOf } from "./settings.ts";

const root = join(import.meta.dirname, "../..");

/** How an app differs from the one that `npm run synth` writes. */
export type AppOptions = {
  /** Where the assembly goes; by default where the CDK CLI wants it (CDK_OUTDIR), else `cdk.out`. */
  readonly outdir?: string;
  /** The folder with one bundle per function, as `npm run build` leaves it. */
  readonly bundles?: string;
  readonly context?: Readonly<Record<string, unknown>>;
};

/** Makes every stack of the house, derived from the services' manifests. Needs no AWS account. */
export function createApp({ outdir, bundles = join(root, "dist"), context = {} }: AppOptions = {}): App {
  const app = new App({
    outdir: outdir ?? process.env["CDK_OUTDIR"] ?? join(root, "cdk.out"),
    context: {
      // The local runtime finds each function's bundle by its asset's path.
      "aws:cdk:enable-asset-metadata": true,
      // A stack cannot take away what another still uses.
      "@aws-cdk/core:defaultCrossStackReferences": "strong",
      ...context,
    },
    analyticsReporting: false,
  });
  const settings = settingsOf(app.node);
  const [data, bus] = [createDataStack(app, settings), createBusStack(app, settings)];
  const foundation = { settings, services, bundles, data, bus };
  const deployed = services.map((service) => createServiceStack(app, foundation, service));
  addExtras(deployed, createApiStack(app, foundation, deployed));
  return app;
}

/** Writes the cloud assembly and answers its folder. */
export function synthesize(options: AppOptions = {}): string {
  // CDK's validation of templates takes seconds; a test runs it, and `CDK_VALIDATION=true` does here.
  process.env["CDK_VALIDATION"] ??= "false";
  return createApp(options).synth().directory;
}

if (import.meta.main) process.stdout.write(`${synthesize()}\n`);
