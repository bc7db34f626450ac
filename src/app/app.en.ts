import type { Messages } from "#ui/text";
import type { zh } from "./app.zh.ts";

export const en: Messages<typeof zh> = {
  today: "Today",
  patrol: "Patrol",
  report: "Report",
  desk: "Desk",
  me: "Me",
  updateReady: "A new version is ready. Everything written is kept; one tap changes over.",
  updateNow: "Update",
  updateLater: "Not now",
  wechatTitle: "Open it in a browser, so that records stay",
  wechatHow: "How to open it",
  wechatText: "WeChat clears what is stored inside it. You may read here; please do not write yet.",
  cameraStarting: "Opening the camera…",
  cameraOff: "The camera is not allowed. Take a picture of the code, or allow it in the browser's settings.",
  cameraBusy: "Another app uses the camera. Close it and try again, or take a picture.",
  cameraMissing: "This browser cannot scan. Take a picture of the code.",
  pickPicture: "Scan a picture",
  noCode: "No code was found in the picture. Go closer and take it again.",
  torchOn: "Light on",
  torchOff: "Light off",
  point: "Hold the code in the frame",
  fullTitle: "This phone is full; what you just wrote is not stored yet",
  fullText:
    "Your words are still on the screen, so keep it open. Delete some other photos or videos and write on; then it is stored.",
  awayTitle: "Go online once",
  awayWhy: "This phone has not reached the platform for 14 days",
  awayKept:
    "In case it was lost, what others wrote is put away until it does. What is yours is here: you can patrol and report as ever, and it is handed in once there is a connection.",
  awayTry: "Connect now",
  awayWaits: "See what still waits",
  storageTitle: "This phone cannot store anything",
  storageText: "The browser refuses or is full. Leave private mode, free some space and open the app again.",
};
