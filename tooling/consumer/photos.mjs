// A folder with a folder of photographs for each class, as a user has one: photos/cats and photos/dogs, drawn.
import { mkdirSync } from "node:fs";
import sharp from "sharp";

const colors = { cats: "#c8843c", dogs: "#5a6e8c" };
for (const [name, color] of Object.entries(colors)) {
  mkdirSync(`photos/${name}`, { recursive: true });
  for (let n = 1; n <= 20; n++) {
    const circle = `<circle cx="${30 + 5 * n}" cy="80" r="${20 + n}" fill="${color}"/>`;
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="160"><rect width="200" height="160" fill="#ddd"/>${circle}</svg>`;
    await sharp(Buffer.from(svg)).jpeg().toFile(`photos/${name}/${n}.jpg`);
  }
}
