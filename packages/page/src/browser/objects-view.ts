/** Shows the objects on an image: boxes over it, and how many there are of each class, from a score on. */
import type { FoundObject } from "@tresnet/predict";
import { part, showRows, showStatus, tell } from "./answers-view.ts";
import { clearBoxes, drawBoxes } from "./boxes-layer.ts";
import { classColor } from "./class-color.ts";
import { element } from "./element.ts";

const least = element("least", HTMLInputElement);
const leastShown = element("least-shown", HTMLOutputElement);

let found: readonly FoundObject[] | undefined;

/** Prepares the page for a detector: the score can be set between what is looked for and 1. */
export function startObjects(lowest: number, usual: number): void {
  element("main", HTMLElement).classList.add("objects");
  const setting = element("sure", HTMLDivElement);
  if (!setting.hidden) return; // what computes was changed, and the score stays as it was set
  setting.hidden = false;
  least.min = String(lowest);
  least.value = String(usual);
  leastShown.value = least.value;
}

/** Shows the objects of a new image; who listens is told how many. */
export function showObjects(objects: readonly FoundObject[]): void {
  found = objects;
  tell(show());
}

/** Takes the objects away. */
export function clearObjects(): void {
  found = undefined;
  clearBoxes();
}

/** Shows what is sure enough, and returns it in words. */
function show(): string {
  const sure = (found ?? []).filter(({ score }) => score > Number(least.value));
  const byName = new Map<string, FoundObject[]>();
  for (const object of sure) byName.set(object.name, [...(byName.get(object.name) ?? []), object]);
  const groups = [...byName].sort(([, a], [, b]) => b.length - a.length);
  showRows(groups.map(([name, objects]) => row(name, objects)));
  const words = wordsFor(sure.length, groups);
  drawBoxes(sure, words);
  showStatus(sure.length === 0 ? words : "");
  return words;
}

function wordsFor(count: number, groups: readonly (readonly [string, readonly FoundObject[]])[]): string {
  if (count === 0) return "No object was found: a lower score shows what is less sure.";
  const classes = groups.map(([name, objects]) => `${objects.length} ${name}`).join(", ");
  return `${count} ${count === 1 ? "object" : "objects"}: ${classes}`;
}

function row(name: string, objects: readonly FoundObject[]): HTMLLIElement {
  const item = document.createElement("li");
  item.className = "answer yes";
  const swatch = part("swatch", "");
  swatch.style.background = classColor(objects[0]?.index ?? 0);
  swatch.setAttribute("aria-hidden", "true");
  const named = part("name", "");
  named.append(swatch, name);
  item.append(named, part("share", String(objects.length)));
  return item;
}

least.addEventListener("input", () => {
  leastShown.value = least.value;
  if (found !== undefined) show();
});
