// What every browser test needs: a Chromium with a pretend microphone, a page in a language, a log-in, and axe.

import { mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";
import { vi } from "vitest";

/** These work as root in a container; the microphone beeps, and permission is given without a question. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--use-fake-device-for-media-stream",
  "--use-fake-ui-for-media-stream",
];

/** Where the server under test listens. */
export const BASE = process.env.QIAO_URL ?? "http://127.0.0.1:8080";
export const DEMO_PASSWORD = "qiao-demo";

/** `microphone`: a WAV file that is spoken over and over; without one the pretend microphone beeps. */
export function launch(microphone?: string): Promise<Browser> {
  const args = microphone ? [...FLAGS, `--use-file-for-fake-audio-capture=${microphone}`] : FLAGS;
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args });
}

export interface PageOptions {
  locale?: "zh-CN" | "en";
  width?: number;
  height?: number;
  appearance?: "light" | "dark";
  /** Of the server; `BASE` unless told. */
  url?: string;
  timezone?: string;
}

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const { locale = "zh-CN", width = 1440, height = 900, appearance = "light", url = BASE } = options;
  const { timezone = "Asia/Shanghai" } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    timezoneId: timezone,
    colorScheme: appearance,
    permissions: ["microphone", "clipboard-read", "clipboard-write"],
    baseURL: url,
  });
  // Only where none was chosen yet: a page that is loaded again keeps its reader's choice.
  await context.addInitScript(
    `localStorage.getItem("qiao.locale") ?? localStorage.setItem("qiao.locale", "${locale}")`,
  );
  return context.newPage();
}

/** Through the door, as a person would. */
export async function logIn(page: Page, username: string, password = DEMO_PASSWORD): Promise<void> {
  await page.goto("/login");
  await page.locator('input[name="username"]').fill(username);
  await page.locator('input[name="password"]').fill(password);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

/** The headset's test before the first call of the shift. */
export async function passPhoneTest(page: Page): Promise<void> {
  await page.getByRole("button", { name: /^(开始自检|Start the test)$/ }).click();
  await page.getByRole("button", { name: /^(录音试听|Record and play)$/ }).click();
  await page.getByRole("button", { name: /(听得清楚|I hear myself well)/ }).click({ timeout: 15_000 });
}

/** The word of the agent's state as the top bar shows it. */
export function stateButton(page: Page) {
  return page.getByRole("button", { name: /(切换状态|Change state)$/ });
}

export async function chooseState(page: Page, name: RegExp): Promise<void> {
  await stateButton(page).click();
  await page.getByRole("menuitem", { name }).click();
}

export interface Sound {
  /** The strongest frequency. */
  hz: number;
  /** Loudest sample, 0 to 1. */
  level: number;
}

/** What this page hears from the switch now: the unmuted remote element's stream through an analyser. */
export function remoteSound(page: Page): Promise<Sound> {
  return page.evaluate(async () => {
    const element = document.querySelector<HTMLAudioElement>('audio[data-role="remote"]');
    if (!(element?.srcObject instanceof MediaStream) || element.muted || element.paused) return { hz: 0, level: 0 };
    const context = new AudioContext();
    await context.resume();
    const meter = context.createAnalyser();
    meter.fftSize = 8_192;
    meter.smoothingTimeConstant = 0;
    context.createMediaStreamSource(element.srcObject).connect(meter);
    // The analyser looks back over its whole window: let it fill.
    const full = context.currentTime + (2 * meter.fftSize) / context.sampleRate;
    while (context.currentTime < full) await new Promise((resolve) => requestAnimationFrame(resolve));
    const samples = new Float32Array(meter.fftSize);
    meter.getFloatTimeDomainData(samples);
    const level = samples.reduce((loudest, sample) => Math.max(loudest, Math.abs(sample)), 0);
    const bins = new Float32Array(meter.frequencyBinCount);
    meter.getFloatFrequencyData(bins);
    const peak = bins.reduce((best, power, at) => (power > (bins[best] ?? 0) ? at : best), 0);
    const hz = (peak * context.sampleRate) / meter.fftSize;
    await context.close();
    return { hz, level };
  });
}

/** Until this page hears a tone from the switch. */
export async function hearsTone(page: Page, hz: number, ms = 15_000): Promise<Sound> {
  const end = Date.now() + ms;
  let sound: Sound = { hz: 0, level: 0 };
  while (Date.now() < end) {
    sound = await remoteSound(page);
    if (Math.abs(sound.hz - hz) <= 12 && sound.level > 0.01) return sound;
  }
  throw new Error(`the browser hears ${sound.hz.toFixed(0)} Hz at ${sound.level.toFixed(3)}, not ${hz} Hz`);
}

export interface Violation {
  id: string;
  help: string;
  impact: string;
  targets: string[];
}

let axeSource: string | undefined;

/** WCAG 2.1 A and AA by axe; empty when the page is clean. */
export async function axe(page: Page): Promise<Violation[]> {
  axeSource ??= readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const result = await (window as any).axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    return result.violations.map(
      (one: {
        id: string;
        help: string;
        impact: string | null;
        nodes: { target: string[]; failureSummary?: string }[];
      }) => ({
        id: one.id,
        help: one.help,
        impact: one.impact ?? "minor",
        targets: one.nodes
          .slice(0, 6)
          .map((node) => `${node.target.join(" ")} — ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
      }),
    );
  });
}

/** Those that keep somebody from using the page. */
export function seriousOnes(violations: Violation[]): Violation[] {
  return violations.filter((one) => one.impact === "serious" || one.impact === "critical");
}

/** Every page that is open now, for looking at what went wrong. */
export async function shootAll(browser: Browser | undefined, name: string): Promise<void> {
  const pages = browser?.contexts().flatMap((context) => context.pages()) ?? [];
  for (const [place, page] of pages.entries()) {
    await shoot(page, `failed ${name.replaceAll("/", " ")} ${place}`).catch(() => undefined);
    await page.context().close();
  }
}

const OUT = new URL("./out/", import.meta.url).pathname;

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(OUT, { recursive: true });
  await page.screenshot({ path: `${OUT}${name}.png` });
}

/** Waits until the top bar shows this state. */
export async function inState(page: Page, word: string, timeout = 20_000): Promise<void> {
  await stateButton(page).filter({ hasText: word }).waitFor({ timeout });
}

/** Hangs up by its key, which rests until the call is some moments old: a double press must not end it. */
export async function hangsUp(page: Page, customer: { lines: readonly string[] }): Promise<void> {
  await vi.waitFor(
    async () => {
      await page.keyboard.press("F2");
      if (!customer.lines.includes("ended")) throw new Error("the call goes on");
    },
    { timeout: 10_000, interval: 300 },
  );
}

/** Logged in through the door, with the headset tested step by step, and away. */
export async function agentAtDesk(browser: Browser, options: PageOptions, username: string): Promise<Page> {
  const page = await openPage(browser, options);
  await logIn(page, username);
  await page.waitForURL(/\/desk/);
  await passPhoneTest(page);
  await page.locator('[data-link="connected"]').waitFor();
  return page;
}

/** The same, as somebody who tested the headset earlier this day: seven seconds sooner. */
export async function agentBackAtDesk(browser: Browser, options: PageOptions, username: string): Promise<Page> {
  const page = await openPage(browser, options);
  const answer = await page.request.post("/api/v1/session", { data: { username, password: DEMO_PASSWORD } });
  const me = (await answer.json()) as { person: { id: string } };
  await page.addInitScript(
    (person) => localStorage.setItem("qiao.phone.test", `${person} ${new Date().toDateString()}`),
    me.person.id,
  );
  await page.goto("/desk");
  await page.locator('[data-link="connected"]').waitFor();
  return page;
}
