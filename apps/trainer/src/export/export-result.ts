/** What an export came to: where it lies, what it says of itself, how it stood beside its model. */
import type { ExportCheck } from "@tresnet/export";

/** How an export stood beside its model. */
export interface CheckedExport extends ExportCheck {
  /** What the images were: "16 test images". */
  readonly what: string;
}

/** Why an export can't be run here, and what to do so that it can. */
export interface NotChecked {
  /** A sentence for the user. */
  readonly notChecked: string;
}

/** An exported model. */
export interface ExportModelResult {
  /** The file that the weights are from. */
  readonly checkpoint: string;
  /** The file or folder that was written. */
  readonly output: string;
  /** The size of what was written, in bytes. */
  readonly bytes: number;
  /** What the export says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
  /** How its answers stood beside the model's; undefined where it was not run. */
  readonly check?: CheckedExport | undefined;
  /** Why it was not run, and what to do so that it can be; undefined where it was, or where nobody asked for it. */
  readonly notChecked?: string | undefined;
  /** The shell command that shows it to a person, of a page; undefined for other formats. */
  readonly open?: string | undefined;
}
