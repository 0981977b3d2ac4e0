// Measures from a fact's time on the server to the frame in which a page shows it. Server and browser share one clock.

import type { Page } from "playwright-core";

export interface SeenFact {
  kind: string;
  at_ms: number;
  agent?: string;
  state?: string;
}

/** Before the page opens: keeps every fact that its live socket brings. */
export async function keepFacts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const facts: unknown[] = [];
    Object.assign(window, { seenFacts: facts });
    const Plain = window.WebSocket;
    window.WebSocket = class extends Plain {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols);
        this.addEventListener("message", (event) => {
          const message = JSON.parse(String(event.data)) as { type: string; fact?: unknown };
          if (message.type === "fact") facts.push(message.fact);
        });
      }
    };
  });
}

export function factsOf(page: Page): Promise<SeenFact[]> {
  return page.evaluate(() => (window as unknown as { seenFacts: SeenFact[] }).seenFacts);
}

/** What an element said, and in which frame it first said so. */
export interface Sight {
  text: string;
  at_ms: number;
}

/** From now on, notes each text of the first element that `selector` finds inside one that contains `words`. */
export async function watchText(page: Page, name: string, row: string, words: string, selector: string): Promise<void> {
  await page.evaluate(
    ({ name, row, words, selector }) => {
      const sights: Sight[] = [];
      Object.assign(window, { [`sights_${name}`]: sights });
      let last = "";
      const look = () => {
        const rows = [...document.querySelectorAll(row)];
        const text =
          rows
            .find((one) => one.textContent?.includes(words))
            ?.querySelector(selector)
            ?.textContent?.trim() ?? "";
        if (text === last) return;
        last = text;
        // The frame that is being made now is the first to show it.
        requestAnimationFrame((at) => sights.push({ text, at_ms: performance.timeOrigin + at }));
      };
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
      look();
    },
    { name, row, words, selector },
  );
}

export function sightsOf(page: Page, name: string): Promise<Sight[]> {
  return page.evaluate((key) => (window as unknown as Record<string, Sight[]>)[key] ?? [], `sights_${name}`);
}

export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
