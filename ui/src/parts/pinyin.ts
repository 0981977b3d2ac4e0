// Finds Chinese words by their pinyin initials, without a dictionary: the browser's own Chinese order is by pinyin, so
// the first character of each letter's range tells where a character lies. A character read in two ways has one place.

const LETTERS = "abcdefghjklmnopqrstwxyz";
const FIRST = "阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥仨他穵夕丫帀";
const collator = new Intl.Collator("zh-Hans-CN-u-co-pinyin");

/** 王芳 → `wf`; letters and digits stay, everything else is left out. */
export function initials(text: string): string {
  let found = "";
  for (const character of text) {
    if (/[a-z0-9]/i.test(character)) found += character.toLowerCase();
    else if (/\p{Script=Han}/u.test(character)) found += initial(character);
  }
  return found;
}

function initial(character: string): string {
  let at = 0;
  while (at + 1 < FIRST.length && collator.compare(FIRST.charAt(at + 1), character) <= 0) at += 1;
  return LETTERS.charAt(at);
}

/** Whether what was typed is part of the text or of its initials. */
export function isFoundBy(typed: string, text: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return wanted === "" || text.toLowerCase().includes(wanted) || initials(text).includes(wanted);
}
