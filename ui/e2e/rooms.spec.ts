// Who may do what, as the page says it; both languages in every room; every room by axe.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import {
  agentBackAtDesk,
  axe,
  chooseState,
  inState,
  launch,
  logIn,
  openPage,
  seriousOnes,
  shoot,
  shootAll,
} from "./lib";

let centre: Centre;
let browser: Browser;

beforeAll(async () => {
  [centre, browser] = await Promise.all([Centre.start(), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") await shootAll(browser, task.name);
});

const open = (locale: "zh-CN" | "en" = "zh-CN") => openPage(browser, { url: centre.url, locale });

describe("the door", () => {
  it("says in words what is wrong with a password", async () => {
    const page = await open();
    await page.goto("/login");
    await page.getByLabel("用户名").fill("agent1");
    await page.getByLabel("密码", { exact: true }).fill("not-the-password");
    await page.getByRole("button", { name: "登录" }).click();
    await page.getByRole("alert").getByText("用户名或密码不对。").waitFor();
    await shoot(page, "login-wrong");
    expect(seriousOnes(await axe(page))).toEqual([]);
    await page.context().close();
  });
});

describe("rights", () => {
  it("tells a newcomer why not, by which clause, and what to do", async () => {
    const page = await agentBackAtDesk(browser, { url: centre.url }, "newcomer");
    await page.getByRole("region", { name: "来电提示" }).getByText("您目前不能接听电话。").waitFor();
    await page.keyboard.press("Alt+r");
    await inState(page, "已签入");
    await page.getByRole("button", { name: "为什么不能？" }).click();
    const why = page.getByRole("dialog");
    await why.getByText("AUTH-54", { exact: false }).first().waitFor();
    const words = (await why.textContent()) ?? "";
    expect(words).toContain("考试");
    expect(words).toContain("可以怎么办");
    await shoot(page, "newcomer");
    expect(seriousOnes(await axe(page))).toEqual([]);
    await page.keyboard.press("Escape");
    await why.waitFor({ state: "detached" });
    // The switch itself refuses too, whatever a page lets through.
    const refused = await page.evaluate(actDirectly);
    expect(refused.reasons?.[0]?.clause).toBe("AUTH-54");
    await page.context().close();
  });

  it("logs out whom an administrator disables, at once and in words", async () => {
    const agent = await agentBackAtDesk(browser, { url: centre.url }, "agent2");
    await chooseState(agent, /^就绪/);
    await inState(agent, "就绪");
    const admin = await open();
    await logIn(admin, "admin");
    await admin.goto("/people?q=agent2");
    await admin.getByRole("row").filter({ hasText: "李强" }).getByRole("button", { name: "停用" }).click();
    await shoot(admin, "people-disable");
    const gone = agent.getByText("您的账号已停用，请联系管理员。").waitFor();
    await admin.getByRole("dialog").getByRole("button", { name: "停用" }).click();
    const at = performance.now();
    await gone;
    const took = performance.now() - at;
    console.log(`disabled to logged out: ${took.toFixed(0)} ms`);
    expect(took).toBeLessThan(1_000);
    await shoot(agent, "login-disabled");
    await agent.getByLabel("用户名").waitFor();

    await admin.getByRole("row").filter({ hasText: "李强" }).getByRole("button", { name: "启用" }).click();
    await admin.getByText("已启用李强的账号。").waitFor();
    await agent.context().close();
    await admin.context().close();
  });
});

/** Past the page's own buttons: an act on a live socket of its own. */
function actDirectly(): Promise<{ code?: string; reasons?: { clause: string }[] }> {
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/api/v1/live?desk=1`);
  return new Promise((resolve) => {
    socket.onopen = () => socket.send(JSON.stringify({ type: "act", id: 1, act: "go_ready" }));
    socket.onmessage = (event) => {
      const message = JSON.parse(String(event.data));
      if (message.type !== "reply") return;
      socket.close();
      resolve(message.problem ?? {});
    };
  });
}

describe("empty lists", () => {
  it("say that they are empty, and what to do", async () => {
    const page = await open();
    await logIn(page, "manager");
    await page.goto("/calls?q=0000000");
    await page.getByText("没有符合条件的通话。").waitFor();
    await page.getByText("放宽时间或清除筛选再看看。").waitFor();
    await shoot(page, "calls-empty");
    await page.goto("/people?q=nobody-of-this-name");
    await page.getByText("没有符合条件的人员。").waitFor();
    await page.goto("/reports?from=2020-01-01&until=2020-01-01");
    await page.getByText("这段时间没有来电。").waitFor();
    await page.goto("/floor");
    await page.getByText("没有坐席签入。").waitFor();
    await page.context().close();
  });
});

/** Each room, with somebody who may see it and what is there when it is complete. */
const ROOMS = [
  { path: "/desk", username: "agent3", ready: '[data-command="desk.answer"]' },
  { path: "/tasks", username: "leader1", ready: "a[data-row]" },
  { path: "/notices", username: "leader1", ready: "h2 button" },
  { path: "/calls", username: "manager", ready: 'tbody tr[tabindex="0"]' },
  { path: "/floor", username: "manager", ready: "article" },
  { path: "/wallboard", username: "manager", ready: "dl" },
  { path: "/reports", username: "manager", ready: "canvas" },
  { path: "/people", username: "manager", ready: "tbody td" },
  { path: "/rulebook", username: "manager", ready: "tbody td" },
  { path: "/account", username: "agent1", ready: "main section ul li" },
  { path: "/customers", username: "manager", ready: "main form" },
  { path: "/settings?part=queues", username: "manager", ready: "details" },
  { path: "/settings?part=policies", username: "manager", ready: "details" },
  { path: "/journal", username: "auditor", ready: "tbody td" },
];

describe("every room", () => {
  it.each(ROOMS)("is clean for axe and turns English whole: $path", async ({ path, username, ready }) => {
    const name = path.replace(/\W+/g, "-").slice(1);
    const page = await open();
    await logIn(page, username);
    await page.goto(path === "/calls" || path === "/reports" ? `${path}?${lastDays()}` : path);
    await page.locator(ready).first().waitFor();
    await shoot(page, `room-${name}`);
    expect(seriousOnes(await axe(page))).toEqual([]);

    await toEnglish(page);
    await page.locator(ready).first().waitFor();
    await shoot(page, `room-${name}-en`);
    const names = await peopleNames(page);
    expect(untranslated(await texts(page), names)).toEqual([]);
    await page.context().close();
  });
});

/** The history of the test's centre ends yesterday. */
function lastDays(): string {
  const day = (ago: number) => new Date(Date.now() + 8 * 3_600_000 - ago * 86_400_000).toISOString().slice(0, 10);
  return `from=${day(3)}&until=${day(0)}`;
}

/** By the person's menu where there is one; the wallboard follows the choice of the room before. */
async function toEnglish(page: Page): Promise<void> {
  const path = new URL(page.url());
  if (path.pathname === "/wallboard") await page.goto("/floor");
  await page.getByRole("button", { name: /^个人菜单/ }).click();
  await page.getByRole("menuitem", { name: /English/ }).click();
  await page.locator('html[lang="en"]').waitFor();
  if (path.pathname === "/wallboard") await page.goto("/wallboard");
}

interface Words {
  text: string;
  /** Stands in code, or in a list of what the rulebook says literally. */
  isLiteral: boolean;
}

/** Every text that can be seen, and the words of controls that only a screen reader says. */
function texts(page: Page): Promise<Words[]> {
  return page.evaluate(() => {
    const found: Words[] = [];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const parent = node.parentElement;
      if (!parent || parent.closest("script, style")) continue;
      found.push({
        text: node.textContent?.trim() ?? "",
        isLiteral: parent.closest("code, pre, [data-literal]") !== null,
      });
    }
    for (const element of document.querySelectorAll("[aria-label], [placeholder], [title], [alt]")) {
      for (const name of ["aria-label", "placeholder", "title", "alt"]) {
        found.push({ text: element.getAttribute(name) ?? "", isLiteral: false });
      }
    }
    return found.filter((one) => one.text !== "");
  });
}

function peopleNames(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const config = await (await fetch("/api/v1/session/config")).json();
    const me = await (await fetch("/api/v1/session")).json();
    return [...config.people.map((one: { name: string }) => one.name), me.person.name];
  });
}

const KEY = /^[a-z]+(\.[a-z_]+)+$/;
const CHINESE = /[\u4e00-\u9fff]/;

/** What should have been in English: keys of the text file, and Chinese other than people's names. */
function untranslated(words: Words[], names: string[]): string[] {
  const left = words.filter(({ text, isLiteral }) => {
    if (isLiteral) return false;
    // The avatar shows the last two characters of a name.
    const bare = names.reduce(
      (rest, name) => rest.replaceAll(name, "").replaceAll([...name].slice(-2).join(""), ""),
      text,
    );
    return KEY.test(text) || CHINESE.test(bare);
  });
  return [...new Set(left.map(({ text }) => text.slice(0, 80)))];
}
