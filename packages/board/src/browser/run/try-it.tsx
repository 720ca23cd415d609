/** Images of one's own, answered by the run's best weights. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { TriedImage } from "../../api/run-answers.ts";
import { addressOf, ask, messageOf } from "../live/ask.ts";
import { percent } from "../text/format.ts";
import { useCamera } from "./use-camera.ts";

/** Takes an image by choosing, dropping, pasting or the camera. */
export function TryIt({ run }: { readonly run: string }) {
  const [shown, setShown] = useState("");
  const [said, setSaid] = useState("");
  const [tried, setTried] = useState<TriedImage | undefined>(undefined);
  const [isDragged, setDragged] = useState(false);
  const latest = useRef(0);
  const answer = (image: Blob) => {
    latest.current++;
    const turn = latest.current;
    setTried(undefined);
    setShown((before) => {
      URL.revokeObjectURL(before);
      return URL.createObjectURL(image);
    });
    setSaid("Looking … the first image takes longer, while the weights are loaded.");
    ask<TriedImage>(addressOf(run, "try"), { method: "POST", body: image }).then(
      (value) => {
        if (turn !== latest.current) return;
        setTried(value);
        setSaid(`Answered in ${Math.round(value.ms)} ms.`);
      },
      (error: unknown) => turn === latest.current && setSaid(messageOf(error)),
    );
  };
  const take = (files: FileList | undefined | null) => {
    const image = [...(files ?? [])].find(({ type }) => type.startsWith("image/")) ?? files?.[0];
    if (image !== undefined) answer(image);
  };
  const camera = useCamera(answer);
  useEffect(() => {
    const paste = ({ clipboardData }: ClipboardEvent) => take(clipboardData?.files);
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, [run]);
  return (
    <section class="card" aria-labelledby="try">
      <h2 id="try">Try it</h2>
      <div class="columns">
        <div>
          {/* biome-ignore lint/a11y/noStaticElementInteractions: what is dropped can be chosen by the button below */}
          <div
            id="drop"
            class={`view${isDragged ? " dragged" : ""}`}
            onDragOver={(event) => {
              event.preventDefault();
              setDragged(true);
            }}
            onDragLeave={() => setDragged(false)}
            onDrop={(event) => {
              event.preventDefault();
              setDragged(false);
              take(event.dataTransfer?.files);
            }}
          >
            {camera.isOn ? (
              <video ref={camera.video} playsInline muted aria-label="The camera's picture" />
            ) : tried?.heat || shown ? (
              <img
                src={tried?.heat ?? shown}
                alt={tried?.heat ? "Where the model looked" : "What the answers are about"}
              />
            ) : (
              <p class="quiet">Drop an image here, paste one, or choose below.</p>
            )}
          </div>
          <div class="row">
            <input
              type="file"
              id="file"
              class="away"
              accept="image/*"
              onChange={({ currentTarget }) => take(currentTarget.files)}
            />
            <label for="file" class="button">
              Choose an image
            </label>
            <button type="button" onClick={camera.isOn ? camera.shoot : camera.start}>
              {camera.isOn ? "Take the picture" : "Use the camera"}
            </button>
          </div>
        </div>
        <div>
          <p role="status" class="quiet" id="tried">
            {camera.problem || said}
          </p>
          {tried?.answers.map((one) => (
            <div key={one.class} class="answer">
              <span>{one.class}</span>
              <span>{percent(one.probability)}</span>
              <progress aria-label={one.class} max={1} value={one.probability} />
            </div>
          ))}
        </div>
      </div>
    </section>
  );
}
