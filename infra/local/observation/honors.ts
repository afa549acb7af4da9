import type { Honors } from "../ports.ts";

/** What traces, metrics, alarms, the mailbox and the secrets read of the templates. */
export const honorsOfObservation: Honors = {
  // Alarms are looked at when asked for; their actions, which tell people outside of the stack, are not carried out.
  "AWS::CloudWatch::Alarm": [
    "AlarmActions",
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "Dimensions",
    "EvaluationPeriods",
    "MetricName",
    "Namespace",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
  ],
  "AWS::SES::ConfigurationSet": ["Name"],
  "AWS::SES::ConfigurationSetEventDestination": [
    "ConfigurationSetName",
    "EventDestination.Enabled",
    "EventDestination.EventBridgeDestination",
    "EventDestination.MatchingEventTypes",
    "EventDestination.Name",
  ],
  "AWS::SecretsManager::Secret": [
    "Description",
    "GenerateSecretString.ExcludePunctuation",
    "GenerateSecretString.PasswordLength",
    "Name",
  ],
  // Every request is sampled here, which is a superset of what the rules take.
  "AWS::XRay::SamplingRule": ["SamplingRule"],
};
