import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** The camera of the reader's device. */
export interface Camera {
  readonly isOn: boolean;
  /** Why there is none; "" where there is. */
  readonly problem: string;
  readonly video: RefObject<HTMLVideoElement | null>;
  readonly start: () => void;
  /** Takes a picture and turns the camera off. */
  readonly shoot: () => void;
}

/** Gives pictures of the camera to `onPicture`. */
export function useCamera(onPicture: (picture: Blob) => void): Camera {
  const video = useRef<HTMLVideoElement>(null);
  const [stream, setStream] = useState<MediaStream | undefined>(undefined);
  const [problem, setProblem] = useState("");
  useEffect(() => {
    const element = video.current;
    if (stream === undefined || element === null) return;
    element.srcObject = stream;
    void element.play();
    return () => {
      for (const track of stream.getTracks()) track.stop();
    };
  }, [stream]);
  const start = () => {
    setProblem("");
    const devices: MediaDevices | undefined = navigator.mediaDevices;
    if (devices === undefined) setProblem("Browsers give the camera to pages of this machine and of https:// alone.");
    else
      devices
        .getUserMedia({ video: true })
        .then(setStream, () => setProblem("There is no camera, or it may not be used."));
  };
  const shoot = () => {
    const element = video.current;
    const canvas = document.createElement("canvas");
    if (element === null) return;
    canvas.width = element.videoWidth;
    canvas.height = element.videoHeight;
    canvas.getContext("2d")?.drawImage(element, 0, 0);
    setStream(undefined);
    canvas.toBlob((picture) => picture !== null && onPicture(picture), "image/jpeg", 0.95);
  };
  return { isOn: stream !== undefined, problem, video, start, shoot };
}
