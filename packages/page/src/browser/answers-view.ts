/** Shows answers as bars, and in words what the page is doing. */
import type { Answer } from "@tresnet/predict";
import { element } from "./element.ts";

const list = element("answers", HTMLOListElement);
const status = element("status", HTMLParagraphElement);
const spoken = element("spoken", HTMLParagraphElement);
const time = element("time", HTMLSpanElement);

/** Says in a line what the page is doing, or what went wrong. */
export function showStatus(text: string): void {
  status.textContent = text;
}

/** Shows answers, the best first; those that count as yes are bold. Who listens is told the best. */
export function showAnswers(answers: readonly Answer[], isYes: (answer: Answer) => boolean): void {
  showRows(answers.map((answer) => row(answer, isYes(answer))));
  const [best] = answers;
  showStatus("");
  tell(best === undefined ? "" : `${best.name}: ${percent(best.probability)}`);
}

/** Puts rows in the place of those that are there. */
export function showRows(rows: readonly HTMLLIElement[]): void {
  list.replaceChildren(...rows);
}

/** Tells who listens what an image's answer is, and that the page is done with it. */
export function tell(words: string): void {
  // Counts the images, for programs that watch the page.
  list.dataset["images"] = String(Number(list.dataset["images"] ?? 0) + 1);
  spoken.textContent = words;
}

/** Takes the answers away, which are about another image than the one that could not be answered. */
export function clearAnswers(): void {
  list.replaceChildren();
  spoken.textContent = "";
  time.textContent = "";
}

/** Shows how long the last image took, in milliseconds. */
export function showTime(milliseconds: number): void {
  time.textContent = `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms an image`;
}

function row({ name, probability }: Answer, isYes: boolean): HTMLLIElement {
  const item = document.createElement("li");
  item.className = isYes ? "answer yes" : "answer";
  const bar = document.createElement("span");
  bar.className = "bar";
  bar.style.width = `${100 * probability}%`;
  bar.setAttribute("aria-hidden", "true");
  item.append(bar, part("name", name), part("share", percent(probability)));
  item.dataset["probability"] = String(probability);
  return item;
}

/** A part of a row. */
export function part(className: string, text: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = className;
  span.textContent = text;
  return span;
}

function percent(probability: number): string {
  return `${(100 * probability).toFixed(1)} %`;
}
