/** Turns the callbacks of other packages into events of a job. */
import type { DataNotice } from "@tresnet/data";
import type { OnProgress } from "@tresnet/files";
import type { CountedWork, DownloadEvent, NoticeEvent, ProgressEvent } from "./events.ts";
import type { Job } from "./job.ts";

/** A listener for downloads that tells the job of them. */
export function reportDownload({ emit }: Pick<Job<DownloadEvent>, "emit">): OnProgress {
  return (event) => emit({ type: "download", ...event });
}

/** A listener for what is to be known of data that tells the job of it. */
export function reportNotice({ emit }: Pick<Job<NoticeEvent>, "emit">): (notice: DataNotice) => void {
  return (notice) => emit({ type: "notice", ...notice });
}

/** A listener for counted work that tells the job of it. */
export function reportCount(
  { emit }: Pick<Job<ProgressEvent>, "emit">,
  work: CountedWork,
): (done: number, total: number) => void {
  return (done, total) => emit({ type: "progress", work, done, total });
}
