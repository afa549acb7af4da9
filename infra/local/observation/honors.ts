import type { Honors } from "../ports.ts";

/** What traces, metrics, alarms, the mailbox and the secrets read of the templates. */
export const honorsOfObservation: Honors = {
  "AWS::CloudWatch::Alarm": [
    "AlarmDescription",
    "AlarmName",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "MetricName",
    "Metrics",
    "Namespace",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
    "Unit",
  ],
  "AWS::SES::ConfigurationSet": ["Name"],
  "AWS::SES::ConfigurationSetEventDestination": [
    "ConfigurationSetName",
    "EventDestination.Enabled",
    "EventDestination.EventBridgeDestination",
    "EventDestination.MatchingEventTypes",
    "EventDestination.Name",
  ],
  "AWS::SES::EmailIdentity": ["EmailIdentity"],
  "AWS::SecretsManager::Secret": ["Description", "GenerateSecretString", "Name", "SecretString"],
  // Every request is sampled here, which is a superset of what the rules take.
  "AWS::XRay::SamplingRule": ["RuleName", "SamplingRule"],
};
