/** Boxes over the picture. */
import type { FoundObject } from "@tresnet/predict";
import { classColor } from "./class-color.ts";
import { element } from "./element.ts";

const image = element("image", HTMLImageElement);
const view = element("view", HTMLDivElement);
const lettering = { height: 16, inset: 4 } as const;
/** Words on more boxes would hide the picture. */
const mostNamed = 60;

let drawn: readonly FoundObject[] = [];

/** Draws boxes on the picture that is shown, in place of those that are there; `words` say what they are. */
export function drawBoxes(objects: readonly FoundObject[], words: string): void {
  drawn = objects;
  const layer = layerOf();
  layer.toggleAttribute("hidden", image.hidden);
  layer.setAttribute("aria-label", words);
  lay();
}

/** Takes all boxes away. */
export function clearBoxes(): void {
  drawn = [];
  const layer = layerOf();
  layer.replaceChildren();
  layer.toggleAttribute("hidden", true);
}

/** Lays the boxes out anew, as the picture's size on the screen wants it. */
function lay(): void {
  const { naturalWidth, naturalHeight } = image;
  if (naturalWidth === 0) return;
  const scale = Math.min(view.clientWidth / naturalWidth, view.clientHeight / naturalHeight);
  const left = (view.clientWidth - scale * naturalWidth) / 2;
  const top = (view.clientHeight - scale * naturalHeight) / 2;
  const placed = drawn.map((object) => {
    const [x1, y1, x2, y2] = object.box;
    return { object, x: left + scale * x1, y: top + scale * y1, width: scale * (x2 - x1), height: scale * (y2 - y1) };
  });
  const names = drawn.length <= mostNamed ? placed.map((one) => nameOf(one)) : [];
  layerOf().replaceChildren(...placed.map((one) => boxOf(one)), ...names);
}

interface Placed {
  readonly object: FoundObject;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function boxOf({ object, ...place }: Placed): SVGGElement {
  const group = svg("g", {});
  group.dataset["box"] = object.box.join(" ");
  group.dataset["score"] = String(object.score);
  group.dataset["name"] = object.name;
  const line = svg("rect", { ...place, class: "box", stroke: classColor(object.index) });
  group.append(svg("rect", { ...place, class: "edge" }), line);
  return group;
}

/** The class and its score on a plate above the box, or in it at the upper border. */
function nameOf({ object, x, y }: Placed): SVGGElement {
  const group = svg("g", {});
  const words = svg("text", {});
  words.textContent = `${object.name} ${Math.round(100 * object.score)} %`;
  const width = textWidth(words.textContent) + 2 * lettering.inset;
  const from = Math.max(0, Math.min(x - 1, view.clientWidth - width));
  const top = y - lettering.height < 0 ? Math.max(0, y) : y - lettering.height;
  const plate = svg("rect", { x: from, y: top, width, height: lettering.height });
  plate.style.fill = classColor(object.index);
  words.setAttribute("x", String(from + lettering.inset));
  words.setAttribute("y", String(top + 12));
  group.append(plate, words);
  return group;
}

let pen: OffscreenCanvasRenderingContext2D | null | undefined;

function textWidth(text: string): number {
  pen ??= new OffscreenCanvas(1, 1).getContext("2d");
  if (pen === null) return 7 * text.length;
  pen.font = "600 12px system-ui, sans-serif";
  return pen.measureText(text).width;
}

function svg<Name extends "g" | "rect" | "text">(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
): SVGElementTagNameMap[Name] {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

function layerOf(): SVGElement {
  const found = document.getElementById("boxes");
  if (found instanceof SVGElement) return found;
  throw new Error('page: expected an element "boxes" in index.html, found none. Export the page again.');
}

new ResizeObserver(lay).observe(view);
