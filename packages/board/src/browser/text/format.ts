/** Numbers as people read them; a dash stands for what is not known. */

const dash = "–";

/** Three significant digits: 0.000123, 1.23, 312. */
export function figure(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return dash;
  if (value !== 0 && Math.abs(value) < 1e-4) return value.toExponential(2);
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString("en-US") : String(Number(value.toPrecision(3)));
}

/** 0.8765 is "87.7 %". */
export function percent(share: number | null | undefined): string {
  return share === null || share === undefined || !Number.isFinite(share) ? dash : `${(share * 100).toFixed(1)} %`;
}

/** A score as it is usual for its measure: a loss as it is, anything else as a percentage. */
export function score(metric: string, value: number): string {
  return metric.toLowerCase().endsWith("loss") ? figure(value) : percent(value);
}

/** 83 is "1m 23s", 4000 "1h 06m". */
export function duration(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined || !Number.isFinite(seconds) || seconds < 0) return dash;
  const whole = Math.round(seconds);
  const pad = (value: number) => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`;
}

/** A time as a date and a time of day, by the reader's clock. */
export function date(ms: number): string {
  if (ms === 0) return dash;
  const time = new Date(ms);
  const pad = (value: number) => String(value).padStart(2, "0");
  const day = `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
  return `${day} ${pad(time.getHours())}:${pad(time.getMinutes())}`;
}

/** "valBalancedAccuracy" is "val balanced accuracy". */
export function words(key: string): string {
  return key.replaceAll(/([a-z])([A-Z0-9])/g, "$1 $2").toLowerCase();
}
