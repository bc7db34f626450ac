/** The device folder on a bare page, for tests in a real browser. */

import { shrinkPhoto } from "#device/photo";
import { openQrReader } from "#device/qr-reader";
import { readQrFromPicture, startQrScan } from "#device/qr-scan";
import { sha256Hex } from "#device/sha256";

const device = { shrinkPhoto, readQrFromPicture, startQrScan, openQrReader, sha256Hex };

declare global {
  interface Window {
    device: typeof device;
  }
}

window.device = device;
