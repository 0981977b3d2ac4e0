// A centre of its own for a test: a server process on an empty data folder, and customers who call it by SIP.

import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export const ROOT = new URL("../../", import.meta.url).pathname;
const BUILT = join(process.env.CARGO_TARGET_DIR ?? join(ROOT, "target"), "debug");
/** The first start writes some days of history; an optimised build needs a second, a debug build on a busy machine more. */
const READY_MS_MAX = 60_000;
/** Apart from the range that a centre takes by itself, so that one may run beside the tests. */
const RTP_PORTS = "30000-30399";

/** Rings so briefly that a test can wait for a missed call. */
export const SHORT_RING_KEY = "3";

export interface Ports {
  http: string;
  sip: string;
  webrtc: string;
}

export interface CentreOptions {
  hasTraffic?: boolean;
  /** Writes the rulebook into a folder that does not exist yet. */
  writeRulebook?: (folder: string) => void;
  /** The operator's file; `url`: where this centre will listen. `folder`: for secrets. */
  settings?: (url: string, folder: string) => string;
}

const ANY: Ports = { http: "127.0.0.1:0", sip: "127.0.0.1:0", webrtc: "127.0.0.1:0" };

type Edit = (file: string, change: (text: string) => string) => void;

/** A copy of the demo's rulebook with some lines changed. */
export function copyRulebook(folder: string, change: (edit: Edit) => void): void {
  cpSync(join(ROOT, "rulebook"), folder, { recursive: true });
  editRulebook(folder, change);
}

export function editRulebook(folder: string, change: (edit: Edit) => void): void {
  change((file, changeText) => {
    const before = readFileSync(join(folder, file), "utf8");
    const after = changeText(before);
    if (after === before) throw new Error(`the rulebook's ${file} has nothing to change`);
    writeFileSync(join(folder, file), after);
  });
}

/** Without machine agents: who answers is up to the test. A day of history. */
export function writeTestRulebook(folder: string): void {
  copyRulebook(folder, (edit) => {
    edit("demo/people.yaml", (text) => text.replace(/ {2}- username: demo-a\d\n(?: {4}.*\n?)*/g, ""));
    edit("demo/phones.yaml", (text) => text.replace(/^- \{phone: "demo-a.*\n?/m, ""));
    edit("demo/history.yaml", (text) => text.replace(/^days: \d+/m, "days: 2"));
    edit("queues/complaint.yaml", (text) => text.replace(/^ring: .*/m, "ring: 5s"));
  });
}

export class Centre {
  private readonly customers: Customer[] = [];

  private constructor(
    readonly folder: string,
    private process: ChildProcessWithoutNullStreams,
    readonly ports: Ports,
    private log: string[],
    private readonly traffic: string[],
  ) {}

  /** Alone unless told: without machine agents and without simulated callers. */
  static async start(options: CentreOptions = {}): Promise<Centre> {
    const folder = mkdtempSync(join(tmpdir(), "qiao-e2e-"));
    (options.writeRulebook ?? writeTestRulebook)(join(folder, "rulebook"));
    const traffic = options.hasTraffic ? [] : ["--no-traffic"];
    let asked = ANY;
    try {
      if (options.settings) {
        asked = { ...ANY, http: `127.0.0.1:${await freePort()}` };
        const file = join(folder, "qiao.toml");
        writeFileSync(file, options.settings(`http://${asked.http}`, folder));
        traffic.push("--config", file);
      }
      const { child, ports, log } = await run(folder, asked, traffic);
      return new Centre(folder, child, ports, log, traffic);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  get url(): string {
    return `http://${this.ports.http}`;
  }

  /** Freezes the process: sockets stay open and say nothing more. */
  freeze(): void {
    this.process.kill("SIGSTOP");
  }

  thaw(): void {
    this.process.kill("SIGCONT");
  }

  async kill(): Promise<void> {
    const gone = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill("SIGKILL");
    await gone;
  }

  /** On the same data and the same addresses. */
  async startAgain(): Promise<void> {
    const { child, log } = await run(this.folder, this.ports, this.traffic);
    this.process = child;
    this.log = log;
  }

  async stop(): Promise<void> {
    if (process.env.QIAO_E2E_LOG) console.error(this.log.join("\n"));
    for (const customer of this.customers) customer.stop();
    if (this.process.exitCode === null && this.process.signalCode === null) await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** The last lines that the server said, for a failed test. */
  lastWords(): string {
    return this.log.slice(-40).join("\n");
  }

  call(options: CallOptions = {}): Customer {
    const customer = new Customer(this.ports.sip, options);
    this.customers.push(customer);
    return customer;
  }
}

/** For who must know the address before it listens. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function run(folder: string, ports: Ports, traffic: string[]) {
  const words = ["demo", ...traffic, "--data", join(folder, "data"), "--rulebook", join(folder, "rulebook")];
  words.push("--http", ports.http, "--sip", ports.sip, "--webrtc", ports.webrtc, "--rtp-ports", RTP_PORTS);
  const child = spawn(join(BUILT, "qiao"), words, { stdio: "pipe" });
  const log: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => log.push(line));
  const bound = await new Promise<Ports>((resolve, reject) => {
    const fail = (why: string) => {
      child.kill("SIGKILL");
      reject(new Error(`${why}\n${log.slice(-20).join("\n")}`));
    };
    const timer = setTimeout(() => fail("the server did not get ready"), READY_MS_MAX);
    child.once("exit", (code) => fail(`the server ended with ${code}`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const found = /^ready .*http=(?:https?:\/\/)?(\S+)(?:.*sip=(\S+))?(?:.*webrtc=(\S+))?/.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve({ http: found[1] ?? "", sip: found[2] ?? "", webrtc: found[3] ?? "" });
    });
  });
  return { child, ports: bound, log };
}

export interface CallOptions {
  number?: string;
  from?: string;
  hz?: number;
}

/** One line of what the customer hears, every half second. */
export interface Heard {
  hz: number | null;
  share: number;
}

/** A customer with a telephone: a process that calls, says a tone, and tells which tone it hears. */
export class Customer {
  readonly lines: string[] = [];
  private readonly process: ChildProcessWithoutNullStreams;
  private readonly listeners = new Set<() => void>();

  constructor(centre: string, { number = "95000", from = "19900001234", hz = 440 }: CallOptions) {
    this.process = spawn(join(BUILT, "examples", "caller"), [centre, number, from, String(hz)], { stdio: "pipe" });
    createInterface({ input: this.process.stdout }).on("line", (line) => {
      this.lines.push(line);
      for (const listener of this.listeners) listener();
    });
    this.process.stderr.on("data", (data) => this.lines.push(`error: ${data}`));
  }

  private say(command: string): void {
    this.process.stdin.write(`${command}\n`);
  }

  press(digit: string): void {
    this.say(`press ${digit}`);
  }

  hangUp(): void {
    this.say("hang up");
  }

  /** Waits for a line said after `after` lines. Resolves with the number of lines up to it. */
  until(what: string, wanted: (line: string, at: number) => boolean, after = 0, ms = 20_000): Promise<number> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const place = this.lines.findIndex((line, at) => at >= after && wanted(line, at));
        if (place < 0) return;
        this.listeners.delete(look);
        clearTimeout(timer);
        resolve(place + 1);
      };
      const timer = setTimeout(() => {
        this.listeners.delete(look);
        reject(new Error(`the customer waited ${ms} ms for ${what}; last lines: ${this.lines.slice(-12).join(" | ")}`));
      }, ms);
      this.listeners.add(look);
      look();
    });
  }

  answered(): Promise<number> {
    return this.until("an answer", (line) => line === "answered");
  }

  ended(): Promise<number> {
    return this.until("the end", (line) => line === "ended");
  }

  /** From now on: any sound at all. */
  hearsSomething(): Promise<number> {
    return this.until("any sound", (line) => heard(line)?.hz != null, this.lines.length);
  }

  /** From now on: a clear tone. The line in flight may hold both, so it must come in a whole report of its own. */
  hears(hz: number): Promise<number> {
    return this.until(`${hz} Hz`, (line) => isClear(heard(line), hz), this.lines.length);
  }

  /** From now on: sound or silence, but not this tone, in two reports one after the other. */
  hearsNo(hz: number): Promise<number> {
    const isOther = (line: string | undefined) =>
      line !== undefined && heard(line) !== null && !isClear(heard(line), hz);
    const from = this.lines.length;
    return this.until(`no ${hz} Hz`, (line, at) => at > from && isOther(line) && isOther(this.lines[at - 1]), from);
  }

  stop(): void {
    this.process.kill("SIGKILL");
  }
}

const SHARE_CLEAR = 0.5;

function isClear(line: Heard | null, hz: number): boolean {
  return line !== null && line.hz === hz && line.share >= SHARE_CLEAR;
}

export function heard(line: string): Heard | null {
  const words = /^hears (?:silence|(\d+) ([\d.]+))$/.exec(line);
  if (!words) return null;
  return { hz: words[1] === undefined ? null : Number(words[1]), share: Number(words[2] ?? 0) };
}
