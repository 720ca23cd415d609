/** Numbers as people read them. */

/** 83 → `1m 23s`; 7 → `7s`; 4000 → `1h 06m`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return "–";
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole}s`;
  const pad = (value: number) => String(value).padStart(2, "0");
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${pad(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${pad(Math.floor((whole % 3600) / 60))}m`;
}

/** 94371840 → `94.4 MB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${units[power]}`;
}

/** 0.87654 → `87.7%`; NaN and undefined → `–`. */
export function formatPercent(share: number | undefined, digits = 1): string {
  return share === undefined || Number.isNaN(share) ? "–" : `${(share * 100).toFixed(digits)}%`;
}

/** 1234567 → `1,234,567`. */
export function formatCount(count: number): string {
  return count.toLocaleString("en-US");
}

/** Three significant digits, without an exponent where that is short: 0.000123 → `0.000123`, 312.4 → `312`. */
export function formatFigure(value: number): string {
  if (!Number.isFinite(value)) return "–";
  if (value !== 0 && Math.abs(value) < 1e-5) return value.toExponential(1);
  return Math.abs(value) >= 100 ? value.toFixed(0) : String(Number(value.toPrecision(3)));
}

/** 0.87654 → `87.7%`; below 0, as COCO says that there is nothing to find, → `–`. */
export function formatScore(score: number): string {
  return formatPercent(score < 0 ? undefined : score);
}
