import { useState } from "preact/hooks";
import type { RunSummary } from "../../api/run-summary.ts";
import { addressOf, messageOf, tell } from "../live/ask.ts";

/** A star that is kept in the run's folder; it changes when the server has it. */
export function StarButton({ run }: { readonly run: RunSummary }) {
  const { id, name, star, note } = run;
  const [told, setTold] = useState<{ readonly star: boolean; readonly before: boolean } | undefined>(undefined);
  const [problem, setProblem] = useState("");
  // What was told counts until the server says something else.
  const isStarred = told !== undefined && told.before === star ? told.star : star;
  const toggle = () =>
    tell(addressOf(id, "notes"), { star: !isStarred, note }).then(
      () => setTold({ star: !isStarred, before: star }),
      (error: unknown) => setProblem(messageOf(error)),
    );
  return (
    <button
      type="button"
      class="plain star"
      aria-pressed={isStarred}
      aria-label={`Star ${name}`}
      title={problem}
      onClick={toggle}
    >
      {isStarred ? "★" : "☆"}
    </button>
  );
}
