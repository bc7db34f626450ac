/** Writes into a JPEG what a phone's camera writes: how the phone was held, and where it was. */

const ORIENTATION = 0x0112;
const GPS_IFD = 0x8825;
const SHORT = 3;
const LONG = 4;
const ASCII = 2;
const RATIONAL = 5;

/** The JPEG with an EXIF block right after its first marker. `orientation` 6: turn 90° clockwise to look at it. */
export function withExif(jpeg: Buffer, { orientation, lat, lng }: { orientation: number; lat: number; lng: number }) {
  const tiff = tiffBlock(orientation, lat, lng);
  const body = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.alloc(4);
  head.writeUInt16BE(0xffe1, 0);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, body, jpeg.subarray(2)]);
}

/** True where a JPEG holds an EXIF or XMP block. */
export const hasExif = (jpeg: Buffer): boolean =>
  jpeg.includes(Buffer.from("Exif\0\0", "latin1")) || jpeg.includes(Buffer.from("http://ns.adobe.com/xap", "latin1"));

function tiffBlock(orientation: number, lat: number, lng: number): Buffer {
  const mainAt = 8;
  const gpsAt = mainAt + 2 + 2 * 12 + 4;
  const numbersAt = gpsAt + 2 + 4 * 12 + 4;
  const block = Buffer.alloc(numbersAt + 48);
  block.write("MM", 0, "latin1");
  block.writeUInt16BE(42, 2);
  block.writeUInt32BE(mainAt, 4);
  block.writeUInt16BE(2, mainAt);
  entry(block, mainAt + 2, { tag: ORIENTATION, type: SHORT, count: 1, value: orientation << 16 });
  entry(block, mainAt + 14, { tag: GPS_IFD, type: LONG, count: 1, value: gpsAt });
  block.writeUInt16BE(4, gpsAt);
  entry(block, gpsAt + 2, { tag: 1, type: ASCII, count: 2, value: 0x4e000000 });
  entry(block, gpsAt + 14, { tag: 2, type: RATIONAL, count: 3, value: numbersAt });
  entry(block, gpsAt + 26, { tag: 3, type: ASCII, count: 2, value: 0x45000000 });
  entry(block, gpsAt + 38, { tag: 4, type: RATIONAL, count: 3, value: numbersAt + 24 });
  degrees(block, numbersAt, lat);
  degrees(block, numbersAt + 24, lng);
  return block;
}

interface Entry {
  readonly tag: number;
  readonly type: number;
  readonly count: number;
  readonly value: number;
}

function entry(block: Buffer, at: number, { tag, type, count, value }: Entry): void {
  block.writeUInt16BE(tag, at);
  block.writeUInt16BE(type, at + 2);
  block.writeUInt32BE(count, at + 4);
  block.writeUInt32BE(value >>> 0, at + 8);
}

/** Degrees, minutes, seconds as three fractions. */
function degrees(block: Buffer, at: number, value: number): void {
  const whole = Math.floor(value);
  const minutes = Math.floor((value - whole) * 60);
  const seconds = Math.round(((value - whole) * 60 - minutes) * 60 * 1000);
  for (const [i, [over, under]] of [
    [whole, 1],
    [minutes, 1],
    [seconds, 1000],
  ].entries()) {
    block.writeUInt32BE(over!, at + i * 8);
    block.writeUInt32BE(under!, at + i * 8 + 4);
  }
}
