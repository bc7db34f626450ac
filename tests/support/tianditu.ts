/** A server that stands in for 天地图 in tests: it answers every tile with one picture and remembers what was asked. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { deflateSync } from "node:zlib";

export const STAND_IN_KEY = "0123456789abcdef0123456789abcdef";

export interface AskedTile {
  readonly layer: string;
  readonly z: number;
  readonly x: number;
  readonly y: number;
}

/** A grey square with an edge, 256 × 256. */
function tilePng(): Buffer {
  const side = 256;
  const rows = Buffer.alloc((side + 1) * side);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) rows[y * (side + 1) + 1 + x] = x === 0 || y === 0 ? 150 : 225;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head.set([8, 0, 0, 0, 0], 8);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows)), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), ...parts]);
}

function chunk(name: string, content: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "ascii"), content]);
  const framed = Buffer.alloc(named.length + 8);
  framed.writeUInt32BE(content.length, 0);
  framed.set(named, 4);
  framed.writeUInt32BE(crc32(named), named.length + 4);
  return framed;
}

function crc32(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/** Starts it on a free port; a question without the key gets no picture. */
export async function standInForTianditu() {
  const asked: AskedTile[] = [];
  const png = tilePng();
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://x");
    const number = (name: string): number => Number(url.searchParams.get(name));
    if (url.searchParams.get("tk") !== STAND_IN_KEY) return void response.writeHead(403).end();
    const layer = url.searchParams.get("LAYER") ?? "";
    asked.push({ layer, z: number("TILEMATRIX"), x: number("TILECOL"), y: number("TILEROW") });
    response.writeHead(200, { "content-type": "image/png" }).end(png);
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  return {
    asked: asked as readonly AskedTile[],
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise<void>((done) => {
        server.closeAllConnections();
        server.close(() => done());
      }),
  };
}
