/** A wire between browser and server that counts what passes: headers, bodies and all, as TCP carries them. */
import { connect, createServer, type Socket } from "node:net";

export interface CountedLine {
  readonly origin: string;
  /** Bytes since the last call: from the phone, and to it. */
  take(): { up: number; down: number };
  close(): void;
}

export async function countedLine(port: number): Promise<CountedLine> {
  const passed = { up: 0, down: 0 };
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const [one, other, way] of [
      [near, far, "up"],
      [far, near, "down"],
    ] as const) {
      open.add(one);
      one.on("data", (bytes: Buffer) => {
        passed[way] += bytes.length;
        other.write(bytes);
      });
      one.on("end", () => other.end());
      // A browser that is killed breaks its lines off.
      one.on("error", () => other.destroy());
      one.on("close", () => open.delete(one));
    }
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return {
    origin: `http://localhost:${address.port}`,
    take: () => {
      const { up, down } = passed;
      passed.up = 0;
      passed.down = 0;
      return { up, down };
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}
