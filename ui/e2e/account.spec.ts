// The own account in a real browser: an authenticator app, a passkey of a pretend device, sessions, the forced password.

import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { codeOf } from "./codes";
import { axe, DEMO_PASSWORD, launch, logIn, openPage, seriousOnes, shoot, shootAll } from "./lib";

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
  if (task.result?.state === "fail") {
    await shootAll(browser, task.name);
    console.error(centre.lastWords());
  }
});

/** Passkeys are for a name, not for an address. */
const named = () => centre.url.replace("127.0.0.1", "localhost");

async function account(page: Page): Promise<void> {
  await page.goto("/account");
  await page.getByRole("heading", { name: "我的账号" }).waitFor();
}

/** The dialog that asks who one is, by the password. */
async function proveByPassword(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "请再次验证身份" });
  await dialog.getByLabel("密码").fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

describe("the own account", () => {
  it("asks for an app's code once it is there", async () => {
    const page = await openPage(browser, { url: centre.url });
    await logIn(page, "agent1");
    await account(page);
    await page.getByRole("button", { name: "添加验证器应用" }).click();
    await proveByPassword(page);
    const dialog = page.getByRole("dialog", { name: "添加验证器应用" });
    const secret = (await dialog.locator("code").innerText()).trim();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "account-totp");
    const first = Date.now();
    await dialog.getByLabel("应用显示的 6 位验证码").fill(codeOf(secret, first));
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "恢复码" }).waitFor();
    const recovery = await page.getByRole("dialog", { name: "恢复码" }).locator("code").first().innerText();
    await page.getByRole("button", { name: "已保存" }).click();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "account");

    const fresh = await openPage(browser, { url: centre.url });
    await fresh.goto("/login");
    await fresh.locator('input[name="username"]').fill("agent1");
    await fresh.locator('input[name="password"]').fill(DEMO_PASSWORD);
    await fresh.keyboard.press("Enter");
    await fresh.getByText("密码正确，还差一步").waitFor();
    // The code that confirmed the app is used; one step ahead is taken.
    await fresh.getByLabel("验证器应用的 6 位验证码").fill(codeOf(secret, first + 30_000));
    await fresh.keyboard.press("Enter");
    await fresh.waitForURL((url) => !url.pathname.startsWith("/login"));
    await account(fresh);
    await fresh.getByRole("button", { name: "结束其他所有登录" }).click();
    await page.waitForURL((url) => url.pathname.startsWith("/login"));

    // A recovery code stands in.
    await page.locator('input[name="username"]').fill("agent1");
    await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "改用恢复码" }).click();
    await page.getByLabel("恢复码").fill(recovery);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  });

  it("lets somebody in by a passkey without a name", async () => {
    const page = await openPage(browser, { url: named() });
    const device = await page.context().newCDPSession(page);
    await device.send("WebAuthn.enable");
    await device.send("WebAuthn.addVirtualAuthenticator", {
      options: {
        protocol: "ctap2",
        transport: "internal",
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await logIn(page, "agent2");
    await account(page);
    await page.getByRole("button", { name: "添加通行密钥" }).click();
    await proveByPassword(page);
    await page.getByRole("dialog", { name: "恢复码" }).waitFor();
    await page.getByRole("button", { name: "已保存" }).click();
    await page.getByText("通行密钥", { exact: true }).waitFor();
    await page.context().clearCookies();
    await page.goto("/login");
    await page.getByRole("button", { name: "用通行密钥登录" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
    // The password alone asks for it too.
    await page.context().clearCookies();
    await page.goto("/login");
    await page.locator('input[name="username"]').fill("agent2");
    await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "使用通行密钥" }).click();
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  });
});
