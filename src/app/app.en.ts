import type { Messages } from "#ui/text";
import type { zh } from "./app.zh.ts";

export const en: Messages<typeof zh> = {
  today: "Today",
  patrol: "Patrol",
  report: "Report",
  me: "Me",
  updateReady: "A new version is ready. Everything written is kept; one tap changes over.",
  updateNow: "Update",
  cameraStarting: "Opening the camera…",
  cameraOff: "The camera is not allowed. Take a picture of the code, or allow it in the browser's settings.",
  cameraBusy: "Another app uses the camera. Close it and try again, or take a picture.",
  cameraMissing: "This browser cannot scan. Take a picture of the code.",
  pickPicture: "Scan a picture",
  noCode: "No code was found in the picture. Go closer and take it again.",
  torchOn: "Light on",
  torchOff: "Light off",
  point: "Hold the code in the frame",
  storageTitle: "This phone cannot store anything",
  storageText: "The browser refuses or is full. Leave private mode, free some space and open the app again.",
};
