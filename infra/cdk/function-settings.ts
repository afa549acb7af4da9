import type { CorsSettings } from "@millrace/contracts/cors";
import {
  type DeployedValue,
  pagingSettings,
  type Secret,
  type Settings,
  type Topic,
  tableSettings,
} from "@millrace/contracts/define-settings";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Foundation } from "./foundation.ts";
import { grantsOf } from "./grants.ts";
import { noticedRoutes } from "./noticed-routes.ts";
import type { FunctionPlan } from "./plan.ts";

/** What a deployment can tell a function. */
const values: Readonly<Record<DeployedValue, (foundation: Foundation) => string>> = {
  tableName: ({ data }) => data.table.tableName,
  eventBusName: ({ bus }) => bus.bus.eventBusName,
  mailFrom: ({ settings }) => settings.mailFrom,
  mailConfigurationSet: ({ settings }) => settings.mailConfigurationSet,
  userPoolUrl: ({ data }) => data.users.pool.userPoolProviderUrl,
  userPoolClientIds: ({ data }) => data.users.people.userPoolClientId,
  noticedRoutes: ({ services }) =>
    JSON.stringify(noticedRoutes(services).map(({ method, path }) => `${method} ${path}`)),
};

function isPaged({ routes }: FunctionPlan): boolean {
  return Object.values(routes).some(({ paged }) => paged);
}

/** The table where it may be touched, the cursors' key where lists are paged, and what the manifest says. */
function settingsFor(plan: FunctionPlan): Settings {
  return {
    ...(grantsOf(plan).length > 0 ? tableSettings : {}),
    ...(isPaged(plan) ? pagingSettings : {}),
    ...plan.settings,
  };
}

/** The ARN of a secret or a topic, with what may be done to it by whoever is told. */
function resourceOf({ data, bus }: Foundation, from: Secret | Topic) {
  return "secret" in from
    ? { arn: data[from.secret].secretArn, action: "secretsmanager:GetSecretValue" }
    : { arn: bus[from.topic].topicArn, action: "sns:Publish" };
}

function corsSettingsOf({ settings: { origins } }: Foundation, { trigger }: FunctionPlan): CorsSettings {
  return trigger === "http" && origins.rules.length > 0 ? { ALLOWED_ORIGINS: origins.text } : {};
}

/** A function's settings as environment variables. */
export function environmentOf(foundation: Foundation, plan: FunctionPlan): Record<string, string> {
  const entries = Object.entries(settingsFor(plan)).map(([name, from]) => [
    name,
    typeof from === "string" ? values[from](foundation) : resourceOf(foundation, from).arn,
  ]);
  return { ...Object.fromEntries(entries), ...corsSettingsOf(foundation, plan) };
}

/** What a function may do with the secrets and topics that its settings name. */
export function settingsStatementsOf(foundation: Foundation, plan: FunctionPlan): readonly PolicyStatement[] {
  return Object.values(settingsFor(plan)).flatMap((from) => {
    if (typeof from === "string") return [];
    const { arn, action } = resourceOf(foundation, from);
    return [new PolicyStatement({ actions: [action], resources: [arn] })];
  });
}
