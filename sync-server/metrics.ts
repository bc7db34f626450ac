/**
 * Numbers for Prometheus, in its text form. Labels are few and fixed: patterns of routes, never paths, and nobody's id.
 * What only the database knows is asked when somebody looks (store/figures-store.ts).
 */
import { monitorEventLoopDelay } from "node:perf_hooks";

interface Spec {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
}

/** Every number there is. A name that is not here does not compile. */
export const METRICS = {
  zimajia_http_requests_total: { type: "counter", help: "Requests answered, by route pattern and status." },
  zimajia_http_request_seconds: { type: "histogram", help: "Time until the answer began." },
  zimajia_push_records_total: { type: "counter", help: "Records taken from phones, by outcome." },
  zimajia_limited_total: { type: "counter", help: "Requests told to wait, by what was limited." },
  zimajia_live_streams: { type: "gauge", help: "Open streams of pokes." },
  zimajia_database_up: { type: "gauge", help: "1 when the database answered just now." },
  zimajia_phones: { type: "gauge", help: "Enrolled phones, by whether they are in force." },
  zimajia_phones_with_unsent: { type: "gauge", help: "Phones in force that said they hold unsent records." },
  zimajia_phones_unsent_over_24h: {
    type: "gauge",
    help: "Of these, phones whose oldest unsent record is older than a day.",
  },
  zimajia_oldest_unsent_seconds: { type: "gauge", help: "Age of the oldest unsent record any phone in force told of." },
  zimajia_unsent_records: { type: "gauge", help: "Unsent records phones in force told of." },
  zimajia_unsent_photos: { type: "gauge", help: "Photos of them that are not on the server." },
  zimajia_photos_awaited: { type: "gauge", help: "Photos that a record named and that have not arrived whole." },
  zimajia_set_aside_open: { type: "gauge", help: "Set-aside records nobody has dealt with." },
  zimajia_audit_entries: { type: "gauge", help: "Length of the audit chains." },
  zimajia_backup_age_seconds: {
    type: "gauge",
    help: "Time since the last backup that was read back; absent: there was none.",
  },
  process_start_time_seconds: { type: "gauge", help: "When this process started, seconds since 1970." },
  process_cpu_seconds_total: { type: "counter", help: "User and system time of this process." },
  process_resident_memory_bytes: { type: "gauge", help: "Memory of this process." },
  nodejs_heap_used_bytes: { type: "gauge", help: "Of it, in use by JavaScript." },
  nodejs_eventloop_delay_p99_seconds: {
    type: "gauge",
    help: "Delay of the event loop since the last look, 99th percentile.",
  },
} as const satisfies Record<string, Spec>;
export type MetricName = keyof typeof METRICS;

export type Labels = Readonly<Record<string, string>>;

/** One line: a name with its labels, and a value. */
export interface Sample {
  readonly name: MetricName;
  readonly labels?: Labels;
  readonly value: number;
}

const BUCKETS_S = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface Metrics {
  add(name: MetricName, labels: Labels, by?: number): void;
  observe(name: MetricName, labels: Labels, valueS: number): void;
  /** All that was counted, with samples taken just now. */
  text(now: readonly Sample[]): string;
}

interface Histogram {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
}

const escaped = (value: string): string => value.replace(/["\\\n]/g, (c) => (c === "\n" ? "\\n" : `\\${c}`));

function lineOf(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([key, word]) => `${key}="${escaped(word)}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(",")}}` : ""} ${value}`;
}

function histogramLines(name: string, { labels, counts, sum }: Histogram): string[] {
  let upTo = 0;
  const buckets = [...BUCKETS_S, Number.POSITIVE_INFINITY].map((le, i) => {
    upTo += counts[i] ?? 0;
    return lineOf(`${name}_bucket`, { ...labels, le: le === Number.POSITIVE_INFINITY ? "+Inf" : String(le) }, upTo);
  });
  return [...buckets, lineOf(`${name}_sum`, labels, sum), lineOf(`${name}_count`, labels, upTo)];
}

export function createMetrics(): Metrics {
  const sums = new Map<string, Sample>();
  const histograms = new Map<string, Histogram & { readonly name: MetricName }>();
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  return {
    add: (name, labels, by = 1) => {
      const key = lineOf(name, labels, 0);
      sums.set(key, { name, labels, value: (sums.get(key)?.value ?? 0) + by });
    },
    observe: (name, labels, valueS) => {
      const key = lineOf(name, labels, 0);
      const known = histograms.get(key) ?? {
        name,
        labels,
        counts: Array<number>(BUCKETS_S.length + 1).fill(0),
        sum: 0,
      };
      histograms.set(key, known);
      const at = BUCKETS_S.findIndex((le) => valueS <= le);
      const place = at < 0 ? BUCKETS_S.length : at;
      known.counts[place] = (known.counts[place] ?? 0) + 1;
      known.sum += valueS;
    },
    text: (now) => {
      const p99S = delay.percentile(99) / 1e9;
      delay.reset();
      const samples = [...sums.values(), ...now, ...processSamples(Number.isFinite(p99S) ? p99S : 0)];
      const lines = Object.entries(METRICS).flatMap(([name, { type, help }]) => {
        const own = [
          ...samples.filter((s) => s.name === name).map((s) => lineOf(name, s.labels ?? {}, s.value)),
          ...[...histograms.values()].filter((h) => h.name === name).flatMap((h) => histogramLines(name, h)),
        ];
        return own.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...own];
      });
      return `${lines.join("\n")}\n`;
    },
  };
}

function processSamples(p99S: number): Sample[] {
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  return [
    { name: "process_start_time_seconds", value: Math.round(Date.now() / 1000 - process.uptime()) },
    { name: "process_cpu_seconds_total", value: (user + system) / 1e6 },
    { name: "process_resident_memory_bytes", value: rss },
    { name: "nodejs_heap_used_bytes", value: heapUsed },
    { name: "nodejs_eventloop_delay_p99_seconds", value: p99S },
  ];
}
