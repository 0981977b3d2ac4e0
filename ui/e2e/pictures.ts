// The README's pictures: a demo with its callers in the early afternoon, and agent1 in the middle of a call.

import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Centre, copyRulebook, ROOT } from "./centre";
import { agentBackAtDesk, chooseState, inState, launch, logIn, openPage, stateButton } from "./lib";

const PICTURES = join(ROOT, "docs/pictures");
const BYTES_MAX = 300_000;
/** The centre's clock is set by its offset from UTC, so that the pictures show a working day and its figures. */
const HOUR_SHOWN = 14;
/** Callers talk for half a minute or longer. */
const TALK_MS = 25_000;
const BUSY_MS_MAX = 180_000;

const offset = ((HOUR_SHOWN - new Date().getUTCHours() + 35) % 24) - 11;
const offsetText = `${offset < 0 ? "-" : "+"}${String(Math.abs(offset)).padStart(2, "0")}:00`;
// The names of fixed zones count westward.
const timezone = `Etc/GMT${offset <= 0 ? "+" : "-"}${Math.abs(offset)}`;

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  mkdirSync(PICTURES, { recursive: true });
  const writeRulebook = (folder: string) =>
    copyRulebook(folder, (edit) => {
      edit("centre.yaml", (text) => text.replace(/^utc_offset: .*/m, `utc_offset: "${offsetText}"`));
      edit("demo/callers.yaml", (text) => text.replace(/^calls_per_minute: .*/m, "calls_per_minute: 9"));
    });
  [centre, browser] = await Promise.all([Centre.start({ hasTraffic: true, writeRulebook }), launch()]);
}, 180_000);

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

it("takes the pictures", async () => {
  const options = { url: centre.url, timezone };
  const agent = await agentBackAtDesk(browser, options, "agent1");
  const lead = await openPage(browser, options);
  await logIn(lead, "supervisor");
  await lead.waitForURL(/\/floor/);
  await untilBusy(lead, 2, BUSY_MS_MAX);
  await chooseState(agent, /^就绪/);
  await inState(agent, "振铃", BUSY_MS_MAX);
  await agent.keyboard.press("F2");
  await inState(agent, "通话");
  for (const [username, reason] of [
    ["agent2", /^用餐/],
    ["agent5", /^培训/],
    ["agent8", /^小休/],
  ] as const) {
    await chooseState(await agentBackAtDesk(browser, options, username), reason);
  }
  await untilBusy(lead, 1, TALK_MS).catch(() => undefined); // A quiet moment is a picture too.
  await take(lead, "floor");
  await agent.getByRole("radio").nth(1).click();
  await agent.getByLabel("备注").fill("客户着急，已说明处理时间，今天下班前回电。");
  await stateButton(agent)
    .filter({ hasText: /0:[1-5]\d/ })
    .waitFor();
  await agent.locator("#main").focus();
  await take(agent, "desk");
  await lead.goto("/wallboard");
  await lead.locator("dd").first().waitFor();
  await lead.waitForFunction(() => document.querySelectorAll("dl > div").length === 7);
  await take(lead, "wallboard");

  await lead.goto("/calls?outcome=answered");
  // The longest recording of the list, of a call that was summed up if there is one.
  const rows = lead.locator('tbody tr[tabindex="0"]');
  await rows.first().waitFor();
  const scores = await rows.evaluateAll((all) =>
    all.map((row) => {
      const cells = [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "");
      const [, minutes, seconds] = /(\d+):(\d\d)$/.exec(cells.at(-1) ?? "") ?? [];
      const length = Number(minutes ?? 0) * 60 + Number(seconds ?? 0);
      return length === 0 ? 0 : length + (cells.at(-2) === "—" ? 0 : 10_000);
    }),
  );
  const longest = scores.indexOf(Math.max(...scores));
  expect(scores[longest]).toBeGreaterThan(10);
  await rows.nth(longest).click();
  await lead.locator("canvas").waitFor();
  await lead.getByRole("slider").click({ position: { x: 220, y: 40 } });
  await take(lead, "call");
}, 300_000);

/** Most machine agents have a call and somebody waits: then the floor is worth a picture. */
async function untilBusy(lead: Page, waiting: number, timeout: number): Promise<void> {
  await lead.waitForFunction(
    (least) =>
      document.querySelectorAll("article ol li").length >= least && document.querySelectorAll("tbody td a").length >= 4,
    waiting,
    { timeout },
  );
}

async function take(page: Page, name: string): Promise<void> {
  const path = join(PICTURES, `${name}.png`);
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: "disabled" });
  expect(statSync(path).size).toBeLessThan(BYTES_MAX);
}
