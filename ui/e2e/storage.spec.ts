// What a browser keeps: after a call with a customer's card and a reveal, and after the log-out, nothing of the customer
// stands in clear in any store of the browser, its addresses, its titles or its caches.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Centre } from "./centre";
import { agentBackAtDesk, hangsUp, inState, launch, openPage, shootAll } from "./lib";

/** The planted customer of `rulebook/demo/customers.yaml`. */
const PLANTED = {
  phone: "19900000000",
  name: "李建国",
  idCard: "990101197001100007",
  bankCard: "6222029900000000002",
};

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

/** Every address and title that any page of this browser ever had. */
function keepPlaces(page: Page): string[] {
  const places: string[] = [];
  page.on("framenavigated", (frame) => places.push(frame.url()));
  page.on("request", (request) => places.push(request.url()));
  return places;
}

/** Notes each title that the page takes on. */
async function keepTitles(page: Page): Promise<void> {
  await page.evaluate(() => {
    const titles = [document.title];
    Object.assign(window, { seenTitles: titles });
    new MutationObserver(() => titles.push(document.title)).observe(document.head, {
      subtree: true,
      childList: true,
      characterData: true,
    });
  });
}

const titlesOf = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { seenTitles?: string[] }).seenTitles ?? [document.title]);

/** All that the browser keeps of this origin, as text: the four stores, workers, cookies, and what history holds. */
async function kept(page: Page, context: BrowserContext): Promise<Record<string, string>> {
  const stores = await page.evaluate(async () => {
    const read = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const databases: unknown[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (!name) continue;
      const database = await read(indexedDB.open(name));
      for (const store of database.objectStoreNames)
        databases.push(name, await read(database.transaction(store).objectStore(store).getAll()));
      database.close();
    }
    const caches: string[] = [];
    for (const name of await window.caches.keys()) {
      const cache = await window.caches.open(name);
      for (const request of await cache.keys())
        caches.push(request.url, (await (await cache.match(request))?.text()) ?? "");
    }
    const workers = await navigator.serviceWorker.getRegistrations();
    return {
      local: JSON.stringify({ ...localStorage }),
      session: JSON.stringify({ ...sessionStorage }),
      databases: JSON.stringify(databases),
      caches: JSON.stringify(caches),
      workers: JSON.stringify(workers.map((worker) => worker.scope)),
      history: JSON.stringify([history.state, history.length, location.href]),
    };
  });
  return {
    ...stores,
    cookies: JSON.stringify(await context.cookies()),
    state: JSON.stringify(await context.storageState()),
  };
}

/** `phone in local`: what of the customer stands where. */
function planted(where: Record<string, string>): string[] {
  return Object.entries(where).flatMap(([place, text]) => {
    const plain = decodeURIComponent(text.replace(/%(?![0-9a-f]{2})/gi, "%25"));
    const found = Object.entries(PLANTED).filter(([, secret]) => plain.includes(secret));
    return found.map(([what]) => `${what} in ${place}`);
  });
}

async function reveals(page: Page): Promise<void> {
  const card = page.getByRole("region", { name: "客户", exact: true });
  const phone = card.locator('[data-field="phone"]');
  await card.getByText(PLANTED.name).waitFor();
  await phone.getByRole("button", { name: "查看完整内容" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "核实本人身份" }).click();
  await dialog.getByRole("button", { name: "查看完整内容" }).click();
  await dialog.waitFor({ state: "detached" });
  await phone.getByText(PLANTED.phone).waitFor();
}

describe("what a browser keeps", () => {
  it("is read in all its stores: what is planted there is found", async () => {
    const page = await openPage(browser, { url: centre.url });
    await page.goto("/login");
    await page.evaluate(async ({ phone, name, idCard, bankCard }) => {
      localStorage.setItem("draft", phone);
      sessionStorage.setItem("draft", name);
      // biome-ignore lint/suspicious/noDocumentCookie: the store that is tested
      document.cookie = `draft=${encodeURIComponent(idCard)}`;
      await (await caches.open("answers")).put("/answer", new Response(bankCard));
      history.pushState({ name }, "", `/login?q=${encodeURIComponent(phone)}`);
      await new Promise((resolve) => {
        const opening = indexedDB.open("answers");
        opening.onupgradeneeded = () => opening.result.createObjectStore("all");
        opening.onsuccess = () => {
          const writing = opening.result.transaction("all", "readwrite");
          writing.objectStore("all").put(phone, 1);
          writing.oncomplete = () => resolve(opening.result.close());
        };
      });
    }, PLANTED);
    const found = planted(await kept(page, page.context()));
    for (const place of ["local", "session", "databases", "caches", "cookies", "history"])
      expect(
        found.some((one) => one.endsWith(` in ${place}`)),
        place,
      ).toBe(true);
    await page.context().close();
  });

  it("holds nothing of the customer in clear, during the call and after the log-out", async () => {
    const page = await agentBackAtDesk(browser, { url: centre.url }, "agent1");
    const context = page.context();
    const places = keepPlaces(page);
    await keepTitles(page);
    await page.keyboard.press("Alt+r");
    await inState(page, "就绪");
    const customer = centre.call({ from: PLANTED.phone });
    await customer.answered();
    customer.press("2");
    await inState(page, "振铃");
    await page.keyboard.press("F2");
    await inState(page, "通话");
    await reveals(page);
    // The page shows both now: whatever the stores hold, they could hold these.
    const during = await kept(page, context);
    expect(during.local).toContain("qiao.phone.test");
    expect(planted({ ...during, titles: (await titlesOf(page)).join("\n"), places: places.join("\n") })).toEqual([]);

    await hangsUp(page, customer);
    // A form filled in half is kept by the server, not by the browser.
    await page.getByLabel("备注").fill(`${PLANTED.name} ${PLANTED.idCard}`);
    expect(planted(await kept(page, context))).toEqual([]);
    await page.getByRole("button", { name: "个人菜单" }).click();
    await page.getByRole("menuitem", { name: "退出登录" }).click();
    await page.waitForURL(/\/login/);
    expect(
      planted({
        ...(await kept(page, context)),
        titles: (await titlesOf(page)).join("\n"),
        places: places.join("\n"),
        page: await page.content(),
      }),
    ).toEqual([]);
    // Back does not show what was there.
    await page.goBack();
    await page.waitForURL(/\/login/);
    expect(planted({ page: await page.content() })).toEqual([]);
    await page.context().close();
  });
});
