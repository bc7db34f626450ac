/** `npm start`: reads the environment, starts, says where and how to sign in, stops cleanly. */
import { parseConfig } from "./config.ts";
import { createLog } from "./log.ts";
import { type RunningServer, startServer } from "./start.ts";
import { startFailure } from "./start-failure.ts";

const config = parseConfig(process.env, process.argv.slice(2));
if (!config.ok) {
  console.error(config.error.message);
  process.exit(2);
}
const log = createLog({ level: config.value.logLevel });
const starting = startServer(config.value, log);

/** Stops what was started, also in the middle of a start: a database left running would belong to nobody. */
const stop = (): void => {
  starting
    .then((running) => running.close())
    .then(
      () => process.exit(0),
      () => process.exit(1),
    );
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);

const running = await starting.catch((error: unknown) => {
  const sentence = startFailure(error, config.value);
  if (sentence === null) throw error;
  console.error(sentence);
  process.exit(1);
});
// A state nobody foresaw is not worked on: the process ends, its keeper starts another, phones send again.
process.on("uncaughtException", (err) => {
  log.fatal({ err }, "a failure nobody caught");
  process.exit(1);
});
sayHello(running);

function sayHello({ addresses, database, warning, signIns, caPem }: RunningServer): void {
  const lines = [`紫马甲 is ready: ${addresses.join("  ")}`, `Database: ${database}`];
  if (warning) lines.push(`Warning: ${warning}`);
  if (caPem)
    lines.push("Phones must trust the certificate once: open /ca.crt at the address above (README, section LAN).");
  if (signIns.length > 0) {
    lines.push("", "Demo district (演示). Open the address, type one of these codes; each works once, 72 hours:");
    for (const { label, code } of signIns) lines.push(`  ${code.slice(0, 4)} ${code.slice(4)}  ${label}`);
  } else {
    lines.push("", 'No demo district. Make the first administrator: npm run admin -- first-admin --name "…"');
  }
  console.log(lines.join("\n"));
}
