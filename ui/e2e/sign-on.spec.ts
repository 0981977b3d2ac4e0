// Sign-on in a real browser by a real, certified provider: `oidc-provider` on this machine, under another name than the
// centre's, so that cookies and windows are as foreign to each other as they are outside.

import { writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { Provider } from "oidc-provider";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre, freePort } from "./centre";
import { codeOf } from "./codes";
import { axe, DEMO_PASSWORD, launch, logIn, openPage, seriousOnes, shoot, shootAll } from "./lib";

const SECRET = "a-secret-of-two-machines-only";

let centre: Centre;
let browser: Browser;
let provider: Server;

beforeAll(async () => {
  const port = await freePort();
  const issuer = `http://localhost:${port}`;
  const settings = (url: string, folder: string) => {
    provider = startProvider(issuer, port, `${url}/sign-on`);
    writeFileSync(join(folder, "sso.secret"), `${SECRET}\n`, { mode: 0o600 });
    return [
      `public_url = "${url}"`,
      "[[sign_on]]",
      'key = "company"',
      'name_zh = "集团账号"',
      'name_en = "the group account"',
      `issuer = "${issuer}"`,
      'client_id = "qiao"',
      `client_secret_file = "${join(folder, "sso.secret")}"`,
      // Nobody listens there.
      "[[sign_on]]",
      'key = "branch"',
      'name_zh = "分公司账号"',
      'name_en = "the branch account"',
      'issuer = "http://localhost:1"',
      'client_id = "qiao"',
      "",
    ].join("\n");
  };
  [centre, browser] = await Promise.all([Centre.start({ settings }), launch()]);
});

afterAll(async () => {
  await browser?.close();
  await centre?.stop();
  provider?.close();
});

afterEach(async ({ task }) => {
  if (task.result?.state === "fail") {
    await shootAll(browser, task.name);
    console.error(centre.lastWords());
  }
});

/** Its own pages of development ask for any name and password, and for consent. */
function startProvider(issuer: string, port: number, redirectUri: string): Server {
  const made = new Provider(issuer, {
    clients: [
      { client_id: "qiao", client_secret: SECRET, redirect_uris: [redirectUri], grant_types: ["authorization_code"] },
    ],
    pkce: { required: () => true },
    cookies: { keys: ["only for this test"] },
    findAccount: (_: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  });
  return createServer(made.callback()).listen(port, "127.0.0.1");
}

/** On the provider's pages: who one is there, and that the centre may know it. */
async function logInAtProvider(page: Page, name: string): Promise<void> {
  await page.waitForURL((url) => url.hostname === "localhost");
  await page.locator('input[name="login"]').fill(name);
  await page.locator('input[name="password"]').fill("whatever");
  await page.locator('button[type="submit"]').click();
  await page.getByRole("button", { name: /continue/i }).click();
}

const button = (page: Page) => page.getByRole("button", { name: "用集团账号登录" });

async function logOut(page: Page): Promise<void> {
  await page.request.delete("/api/v1/session");
  await page.goto("/login");
}

async function proveByPassword(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog", { name: "请再次验证身份" });
  await dialog.getByLabel("密码").fill(DEMO_PASSWORD);
  await page.keyboard.press("Enter");
  await dialog.waitFor({ state: "detached" });
}

describe("sign-on", () => {
  it("PLAT-02, PLAT-04: opens an account that its owner linked, and no other", async () => {
    const page = await openPage(browser, { url: centre.url });
    await page.goto("/login");
    await button(page).waitFor();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "sign-on login zh");

    // Nobody linked it: refused, with what to do.
    await button(page).click();
    await logInAtProvider(page, "wang-0001");
    await page.getByText("这个身份还没有关联到可用的账号").waitFor();
    expect(new URL(page.url()).search, "the code is not left in the address").toBe("");
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "sign-on not linked zh");
    await page.getByRole("button", { name: "回到登录页" }).click();

    // Linked once, from the own account, with a fresh proof.
    await logIn(page, "agent1");
    await page.goto("/account");
    await page.getByRole("button", { name: "关联集团账号" }).click();
    await proveByPassword(page);
    await page.waitForURL((url) => url.pathname === "/account" && url.hostname === "127.0.0.1");
    await page.getByText("身份标识 wang-0001").waitFor();
    await page.getByRole("heading", { name: "登录的设备" }).scrollIntoViewIfNeeded();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "sign-on account zh");

    // From then on the button is enough, and leads to where one wanted to go.
    await logOut(page);
    await page.goto("/login?to=/tasks");
    await button(page).click();
    await page.waitForURL((url) => url.pathname === "/tasks");
    const me = (await (await page.request.get("/api/v1/session")).json()) as { person: { username: string } };
    expect(me.person.username).toBe("agent1");

    // Removed, it opens nothing.
    await page.goto("/account");
    await page.getByRole("button", { name: "解除关联" }).click();
    await proveByPassword(page);
    await page.getByText("还没有关联。").waitFor();
    await logOut(page);
    await button(page).click();
    await page.getByText("这个身份还没有关联到可用的账号").waitFor();
  });

  it("PLAT-02: an administrator links what the provider's directory says", async () => {
    const admin = await openPage(browser, { url: centre.url, locale: "en" });
    await logIn(admin, "admin");
    await admin.goto("/people?q=agent2");
    await admin.getByRole("button", { name: "Sign-on", exact: true }).click();
    const dialog = admin.getByRole("dialog", { name: /^Sign-on of/ });
    await dialog.getByLabel("Subject").fill("li-0002");
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    const proof = admin.getByRole("dialog", { name: "Please prove again who you are" });
    await proof.getByLabel("Password").fill(DEMO_PASSWORD);
    await admin.keyboard.press("Enter");
    await dialog.getByText("subject li-0002").waitFor();
    expect(seriousOnes(await axe(admin))).toEqual([]);
    await shoot(admin, "sign-on people en");

    const page = await openPage(browser, { url: centre.url, locale: "en" });
    await page.goto("/login");
    await shoot(page, "sign-on login en");
    await page.getByRole("button", { name: "Sign in with the group account" }).click();
    await logInAtProvider(page, "li-0002");
    await page.waitForURL((url) => url.hostname === "127.0.0.1" && url.pathname !== "/sign-on");
    await page.goto("/account");
    await page.getByText("subject li-0002").waitFor();
    await page.getByRole("heading", { name: "Devices" }).scrollIntoViewIfNeeded();
    await shoot(page, "sign-on account en");
    await page.goto("/notices");
    await page.getByText("An identity was linked to your account").first().waitFor();
  });

  it("PLAT-02: the own second factor is asked for after the provider too", async () => {
    const page = await openPage(browser, { url: centre.url });
    await logIn(page, "agent3");
    await page.goto("/account");
    await page.getByRole("button", { name: "关联集团账号" }).click();
    await proveByPassword(page);
    await logInAtProvider(page, "zhao-0003");
    await page.getByText("身份标识 zhao-0003").waitFor();
    const { secret } = (await (await page.request.post("/api/v1/account/factors/totp", { data: {} })).json()) as {
      secret: string;
    };
    const first = Date.now();
    const confirmed = await page.request.post("/api/v1/account/factors/totp/confirm", {
      data: { code: codeOf(secret, first), name: "" },
    });
    expect(confirmed.status()).toBe(200);

    await logOut(page);
    await page.goto("/login?to=/tasks");
    await button(page).click();
    await page.getByText("身份已确认，还差一步").first().waitFor();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "sign-on second factor zh");
    // The code that confirmed the app is used; one step ahead is taken.
    await page.getByLabel("验证器应用的 6 位验证码").fill(codeOf(secret, first + 30_000));
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => url.pathname === "/tasks");
  });

  it("PLAT-02: a provider that does not answer is told, and the password opens the door", async () => {
    const page = await openPage(browser, { url: centre.url });
    await page.goto("/login");
    await page.getByRole("button", { name: "用分公司账号登录" }).click();
    await page.getByText("单点登录服务没有响应。请稍后再试，或用密码登录。").waitFor();
    expect(seriousOnes(await axe(page))).toEqual([]);
    await shoot(page, "sign-on provider down zh");
    await page.locator('input[name="username"]').fill("agent1");
    await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
    await page.keyboard.press("Enter");
    await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  });

  it("PLAT-02: an answer that was begun elsewhere opens nothing, and cancelling is no fault", async () => {
    const thief = await openPage(browser, { url: centre.url });
    await thief.goto("/login");
    const caught = thief.waitForRequest((request) => request.url().includes("/sign-on?"));
    await thief.route("**/sign-on?*", (route) => route.abort());
    await button(thief).click();
    await logInAtProvider(thief, "li-0002").catch(() => undefined);
    const url = (await caught).url();

    const victim = await openPage(browser, { url: centre.url });
    await victim.goto(url);
    await victim.getByText("这次单点登录已经失效").waitFor();
    expect((await victim.request.get("/api/v1/session")).status()).toBe(401);

    const undecided = await openPage(browser, { url: centre.url });
    await undecided.goto("/login");
    await button(undecided).click();
    await undecided.getByRole("link", { name: /cancel/i }).click();
    await undecided.getByText("单点登录没有完成").waitFor();
    await shoot(undecided, "sign-on cancelled zh");
  });
});
