import { useState } from "preact/hooks";
import type { RunSummary } from "../../api/run-summary.ts";
import { addressOf, messageOf, tell } from "../live/ask.ts";

/** What a person notes of a run; it is kept in the run's folder. */
export function Notes({ run }: { readonly run: RunSummary }) {
  const { id, star, note } = run;
  const [text, setText] = useState(note);
  const [said, setSaid] = useState("");
  const save = () =>
    tell(addressOf(id, "notes"), { star, note: text }).then(
      () => setSaid("Saved."),
      (error: unknown) => setSaid(messageOf(error)),
    );
  return (
    <section class="card" aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      <textarea
        aria-labelledby="notes"
        maxLength={10_000}
        value={text}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          setSaid("");
        }}
      />
      <div class="row">
        <button type="button" disabled={text === note} onClick={save}>
          Save
        </button>
        <span role="status" class="quiet">
          {said}
        </span>
      </div>
    </section>
  );
}
