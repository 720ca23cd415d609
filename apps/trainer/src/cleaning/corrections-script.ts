/** The program of the page of corrections: it makes the CSV file of what is chosen there. */
import { csvHeading } from "./corrected-csv.ts";

/**
 * Runs in the page: reads the images from the element "images", as JSON, and what is chosen from the form's fields
 * "do-N" and "to-N"; the file is the one that `correctedCsv` writes.
 */
export const correctionsScript = `"use strict";
const { classNames, images, corrections } = JSON.parse(document.getElementById("images").textContent);
const form = document.querySelector("form");
const count = document.getElementById("count");
const chosen = () => {
  const found = new Map(corrections);
  for (const figure of form.querySelectorAll("[data-image]")) {
    const image = Number(figure.dataset.image);
    const choice = figure.querySelector("input:checked").value;
    found.set(image, choice === "relabel" ? { kind: "relabel", to: Number(figure.querySelector("select").value) } : { kind: choice });
  }
  return found;
};
const tell = () => {
  const kinds = [...chosen().values()].map(({ kind }) => kind);
  const of = (kind) => kinds.filter((one) => one === kind).length;
  count.textContent = of("relabel") + " relabelled, " + of("drop") + " dropped, " + of("keep") + " looked at and kept";
};
const cell = (text) => (/[",\\r\\n]/.test(text) ? '"' + text.replaceAll('"', '""') + '"' : text);
const csv = () => {
  const found = chosen();
  const rows = images.flatMap(([id, label, part], image) => {
    const correction = found.get(image) ?? { kind: "keep" };
    if (correction.kind === "drop") return [];
    return [[id, classNames[correction.kind === "relabel" ? correction.to : label], part]];
  });
  return [${JSON.stringify([...csvHeading])}, ...rows].map((row) => row.map(cell).join(",") + "\\r\\n").join("");
};
form.addEventListener("change", (event) => {
  if (event.target.matches("select")) event.target.closest("[data-image]").querySelector("input[value=relabel]").checked = true;
  tell();
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([csv()], { type: "text/csv" }));
  link.download = "corrected.csv";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
});
tell();
`;
