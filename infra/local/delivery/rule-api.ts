import { type AwsApi, type AwsCall, AwsError } from "../ports.ts";
import { busOf } from "./event.ts";
import { list, text } from "./input.ts";
import { ownRule, type Rule, type Rules, withTargets } from "./rules.ts";

type Input = AwsCall["input"];

/** The operations of `events` on rules and their targets. Rules: EventBridge API reference, each operation's page. */
export function ruleOperations(rules: Rules, buses: ReadonlySet<string>): AwsApi["operations"] {
  function busNamed(input: Input): string {
    const bus = busOf({ EventBusName: input.EventBusName as string | undefined });
    if (buses.has(bus)) return bus;
    throw new AwsError("ResourceNotFoundException", `Event bus ${bus} does not exist.`);
  }

  /** @throws AwsError for a rule of the template, which alone changes it */
  function ownOnly(rule: Rule | undefined): void {
    if (!rule?.fixed) return;
    throw new AwsError("ManagedRuleException", `${rule.name} belongs to the template, which alone changes it.`);
  }

  function own(input: Input, name = "Rule"): Rule {
    const rule = rules.get(busNamed(input), text(input, name));
    ownOnly(rule);
    return rule;
  }

  function shown({ name, arn, bus, enabled, shown: more }: Rule) {
    return { Name: name, Arn: arn, EventBusName: bus, State: enabled ? "ENABLED" : "DISABLED", ...more };
  }

  function putRule({ input }: AwsCall) {
    const bus = busNamed(input);
    const before = rules.find(bus, text(input, "Name"));
    ownOnly(before);
    const rule = ownRule(bus, input, before);
    rules.put(rule);
    return { RuleArn: rule.arn };
  }

  function removeTargets({ input }: AwsCall) {
    const rule = own(input);
    const ids = list<string>(input, "Ids");
    const unknown = ids.filter((id) => !rule.targets.some((target) => target.id === id));
    rules.put({ ...rule, targets: rule.targets.filter(({ id }) => !ids.includes(id)) });
    const ErrorMessage = `Rule ${rule.name} does not have a target with that id.`;
    const FailedEntries = unknown.map((TargetId) => ({
      ...{ TargetId, ErrorCode: "ResourceNotFoundException", ErrorMessage },
    }));
    return { FailedEntryCount: FailedEntries.length, FailedEntries };
  }

  /** Deleting a rule that is not there succeeds. */
  function deleteRule({ input }: AwsCall) {
    const rule = rules.find(busNamed(input), text(input, "Name"));
    if (rule === undefined) return {};
    ownOnly(rule);
    if (rule.targets.length > 0)
      throw new AwsError("ValidationException", "Rule can't be deleted since it has targets.");
    rules.delete(rule);
    return {};
  }

  return {
    PutRule: async (call) => putRule(call),
    DeleteRule: async (call) => deleteRule(call),
    DescribeRule: async ({ input }) => shown(rules.get(busNamed(input), text(input, "Name"))),
    ListRules: async ({ input }) => {
      const bus = busNamed(input);
      const prefix = String(input.NamePrefix ?? "");
      const found = rules.all().filter((rule) => rule.bus === bus && rule.name.startsWith(prefix));
      return { Rules: found.map(shown) };
    },
    PutTargets: async ({ input }) => {
      const rule = own(input);
      rules.put({ ...rule, targets: withTargets(rule, list<Input>(input, "Targets")) });
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
    RemoveTargets: async (call) => removeTargets(call),
    ListTargetsByRule: async ({ input }) => ({
      Targets: rules.get(busNamed(input), text(input, "Rule")).targets.map((target) => target.shown),
    }),
  };
}
