/** The ways by which an image gets onto the page: a file, a drop, a paste, the camera. */
import { element } from "./element.ts";

const file = element("file", HTMLInputElement);
const camera = element("camera", HTMLButtonElement);
const shoot = element("shoot", HTMLButtonElement);
const image = element("image", HTMLImageElement);
const video = element("video", HTMLVideoElement);
const hint = element("hint", HTMLParagraphElement);
const drop = element("drop", HTMLElement);
const view = element("view", HTMLDivElement);

/** Calls `onImage` for every image that is given, and shows it; `onFailure` is told in words what went wrong. */
export function watchImages(onImage: (image: Blob) => void, onFailure: (message: string) => void): void {
  const take = (given: Blob | null | undefined) => {
    if (given === null || given === undefined) return;
    stopCamera();
    show(given);
    onImage(given);
  };
  file.addEventListener("change", () => {
    take(file.files?.[0]);
    file.value = ""; // the same file again is a change, too
  });
  image.addEventListener("error", () => toggleImage(false)); // what is no image has nothing to be shown
  watchDrops(take);
  addEventListener("paste", ({ clipboardData }) => {
    take([...(clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/")));
  });
  camera.addEventListener("click", () => {
    if (isFilming()) return stopCamera();
    startCamera().catch(() => onFailure("There is no camera that this page may use. Allow it, or choose an image."));
  });
  shoot.addEventListener("click", () => {
    const canvas = new OffscreenCanvas(video.videoWidth, video.videoHeight);
    canvas.getContext("2d")?.drawImage(video, 0, 0);
    canvas.convertToBlob({ type: "image/png" }).then(take, () => onFailure("The camera gave no picture. Try again."));
  });
  if (navigator.mediaDevices === undefined) camera.hidden = true; // as on http:// of another machine
}

function watchDrops(take: (image: Blob | undefined) => void): void {
  const dragged = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    drop.classList.toggle("dragged", is);
  };
  // Beside the field too: a browser would open the image in the page's place.
  addEventListener("dragover", dragged(true));
  addEventListener("dragleave", dragged(false));
  addEventListener("drop", (event) => {
    dragged(false)(event);
    take(event.dataTransfer?.files[0]);
  });
}

function show(given: Blob): void {
  URL.revokeObjectURL(image.src);
  image.src = URL.createObjectURL(given);
  toggleImage(true);
}

function toggleImage(isThere: boolean): void {
  image.hidden = !isThere;
  hint.hidden = isThere;
  view.classList.toggle("filled", isThere);
  if (!isThere) image.removeAttribute("src");
}

function isFilming(): boolean {
  return video.srcObject !== null;
}

async function startCamera(): Promise<void> {
  video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  await video.play();
  toggleCamera(true);
  shoot.focus();
}

function stopCamera(): void {
  if (video.srcObject instanceof MediaStream) for (const track of video.srcObject.getTracks()) track.stop();
  video.srcObject = null;
  toggleCamera(false);
}

function toggleCamera(isOn: boolean): void {
  // A control that is hidden loses the focus, and who has only a keyboard would begin at the top again.
  if (!isOn && document.activeElement === shoot) camera.focus();
  video.hidden = !isOn;
  shoot.hidden = !isOn;
  image.hidden = isOn || image.src === "";
  hint.hidden = isOn || image.src !== "";
  camera.textContent = isOn ? "Stop the camera" : "Use the camera";
}
