/** Reports progress at a bearable rate. */
import type { FetchEvent, OnProgress } from "@tresnet/files";

/** Tells how far a phase is; `received` is the number of bytes that are through. */
export type ReportBytes = (received: number) => void;

const intervalMs = 50;

/** Starts a phase: reports 0 bytes at once, then at most 20 times a second, and the last byte always. */
export function startPhase(
  phase: FetchEvent["phase"],
  name: string,
  totalBytes: number,
  onProgress: OnProgress | undefined,
): ReportBytes {
  let lastMs = Number.NEGATIVE_INFINITY;
  const report = (receivedBytes: number) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < intervalMs && receivedBytes < totalBytes) return;
    lastMs = nowMs;
    onProgress?.({ phase, name, receivedBytes, totalBytes });
  };
  report(0);
  return report;
}

/** Makes a listener for chunks of a reporter that wants their sum. */
export function addingUp(report: ReportBytes): (bytes: number) => void {
  let received = 0;
  return (bytes) => {
    received += bytes;
    report(received);
  };
}
