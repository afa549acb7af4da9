export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";
export type TreatMissingData = "missing" | "ignore" | "breaching" | "notBreaching";

export type Evaluation = {
  /** Is each period of the evaluation range, oldest first, breaching? Undefined where the metric has no data. */
  readonly breaching: readonly (boolean | undefined)[];
  readonly evaluationPeriods: number;
  readonly datapointsToAlarm: number;
  readonly treatMissingData: TreatMissingData;
  readonly current: AlarmState;
};

/** CloudWatch looks back farther than it evaluates; its documentation shows five periods for three evaluated ones. */
export function evaluationRange(evaluationPeriods: number): number {
  return evaluationPeriods + 2;
}

/**
 * The state an alarm takes. Source: CloudWatch User Guide, "Configuring how CloudWatch alarms treat missing data", with
 * its two tables and "Avoiding premature transitions to alarm state".
 */
export function evaluateAlarm({
  breaching,
  evaluationPeriods,
  datapointsToAlarm,
  treatMissingData,
  current,
}: Evaluation): AlarmState {
  const evaluated = breaching.filter((point) => point !== undefined).slice(-evaluationPeriods);
  const breaches = evaluated.filter((isBreaching) => isBreaching).length;
  const missing = evaluationPeriods - evaluated.length;
  if (breaches >= datapointsToAlarm) return "ALARM";
  if (missing === 0 || treatMissingData === "notBreaching") return "OK";
  if (treatMissingData === "breaching") return breaches + missing >= datapointsToAlarm ? "ALARM" : "OK";
  if (breaches < evaluated.length) return "OK";
  if (treatMissingData === "ignore") return current;
  return oldestBreachAge(breaching) >= datapointsToAlarm ? "ALARM" : "INSUFFICIENT_DATA";
}

/** In periods, the newest being 1; 0 without a breach. */
function oldestBreachAge(breaching: readonly (boolean | undefined)[]): number {
  const oldest = breaching.indexOf(true);
  return oldest === -1 ? 0 : breaching.length - oldest;
}
