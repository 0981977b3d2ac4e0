// What every browser test needs: a Chromium with a pretend microphone, a page in a language, a log-in, and axe.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { type Browser, chromium, type Page } from "playwright-core";

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

export function launch(): Promise<Browser> {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", headless: true, args: FLAGS });
}

export interface PageOptions {
  locale?: "zh-CN" | "en";
  width?: number;
  height?: number;
  appearance?: "light" | "dark";
}

export async function openPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const { locale = "zh-CN", width = 1440, height = 900, appearance = "light" } = options;
  const context = await browser.newContext({
    viewport: { width, height },
    locale,
    timezoneId: "Asia/Shanghai",
    colorScheme: appearance,
    permissions: ["microphone", "clipboard-read", "clipboard-write"],
    baseURL: BASE,
  });
  await context.addInitScript(`localStorage.setItem("qiao.locale", ${JSON.stringify(locale)})`);
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
  return page.getByRole("button", { name: /^(切换状态|Change state)/ });
}

export async function chooseState(page: Page, name: RegExp): Promise<void> {
  await stateButton(page).click();
  await page.getByRole("menuitem", { name }).click();
}

/** Loudness of what this page hears from the switch, 0 to 1: the unmuted remote element through an analyser. */
export function remoteLevel(page: Page, ms = 1_000): Promise<number> {
  return page.evaluate(async (span) => {
    const element = document.querySelector<HTMLAudioElement>('audio[data-role="remote"]');
    if (!(element?.srcObject instanceof MediaStream)) return 0;
    const context = new AudioContext();
    const meter = context.createAnalyser();
    context.createMediaStreamSource(element.srcObject).connect(meter);
    const samples = new Float32Array(meter.fftSize);
    let loudest = 0;
    const until = performance.now() + span;
    while (performance.now() < until) {
      meter.getFloatTimeDomainData(samples);
      for (const sample of samples) loudest = Math.max(loudest, Math.abs(sample));
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await context.close();
    return loudest;
  }, ms);
}

export interface Violation {
  id: string;
  help: string;
  targets: string[];
}

/** WCAG 2.1 A and AA by axe; empty when the page is clean. */
export async function axe(page: Page): Promise<Violation[]> {
  const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  await page.evaluate(source);
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe puts itself on the window
    const result = await (window as any).axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"] });
    return result.violations.map((one: { id: string; help: string; nodes: { target: string[]; failureSummary?: string }[] }) => ({
      id: one.id,
      help: one.help,
      targets: one.nodes.slice(0, 6).map((node) => `${node.target.join(" ")} — ${node.failureSummary?.split("\n")[1]?.trim() ?? ""}`),
    }));
  });
}
