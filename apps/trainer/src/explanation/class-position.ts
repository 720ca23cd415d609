/** Which of a model's outputs a class is. */
import { UsageError } from "../errors.ts";
import { type Checkpoint, classNameOf } from "../model/load-model.ts";
import { suggestion } from "../options/suggestion.ts";

/** Names that a message lists. */
const mostShown = 12;

/**
 * The position of the class that `--class` names among the outputs of a checkpoint's model.
 * @throws UsageError for a class that the model does not have.
 */
export function classPosition(wanted: string, { file, info }: Checkpoint): number {
  const { classNames, numClasses } = info.model;
  const names = Array.from({ length: numClasses }, (_, index) => classNameOf(classNames, index));
  const position = names.indexOf(wanted);
  if (position >= 0) return position;
  const shown = `${names.slice(0, mostShown).join(", ")}${names.length > mostShown ? " …" : ""}`;
  const near = suggestion(wanted, names) || ` It has ${shown}.`;
  throw new UsageError(`--class: expected a class of ${file}, got "${wanted}".${near}`);
}
