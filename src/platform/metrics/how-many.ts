import type { Labels, Metrics } from './metrics.js';

type SwitchMetric = 'textback_breaker_open' | 'textback_credentials_refused';

const counts = new WeakMap<Metrics, Map<string, number>>();

/**
 * A switch of which a process has one for each org, with one gauge for all of them: it counts those that are on. Returns the function that
 * turns this one on or off.
 */
export function howMany(metrics: Metrics, name: SwitchMetric, labels: Labels): (isOn: boolean) => void {
  const ofMetrics = counts.get(metrics) ?? new Map<string, number>();
  counts.set(metrics, ofMetrics);
  const key = `${name} ${JSON.stringify(labels)}`;
  const change = (by: number) => {
    const count = (ofMetrics.get(key) ?? 0) + by;
    ofMetrics.set(key, count);
    metrics.set(name, count, labels);
  };
  change(0);
  let wasOn = false;
  return (isOn) => {
    if (isOn === wasOn) return;
    wasOn = isOn;
    change(isOn ? 1 : -1);
  };
}
