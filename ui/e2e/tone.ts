// The microphone of the tests: a WAV file with a tone that comes and goes like words.

import { writeFileSync } from "node:fs";

const RATE_HZ = 48_000;
const SECONDS = 6;
/** A steady tone is noise to a browser and is filtered away; one that comes and goes is speech. */
const WORD_MS = 420;
const PAUSE_MS = 80;
const RAMP_MS = 10;
const PEAK = 0.5;

export function writeTone(path: string, hz: number): void {
  const count = RATE_HZ * SECONDS;
  const data = Buffer.alloc(44 + count * 2);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + count * 2, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20); // PCM
  data.writeUInt16LE(1, 22); // mono
  data.writeUInt32LE(RATE_HZ, 24);
  data.writeUInt32LE(RATE_HZ * 2, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(count * 2, 40);
  for (let at = 0; at < count; at++) {
    const within = ((at * 1_000) / RATE_HZ) % (WORD_MS + PAUSE_MS);
    const loudness = Math.max(0, Math.min(1, within / RAMP_MS, (WORD_MS - within) / RAMP_MS));
    const sample = Math.sin((2 * Math.PI * hz * at) / RATE_HZ) * PEAK * loudness;
    data.writeInt16LE(Math.round(sample * 32_767), 44 + at * 2);
  }
  writeFileSync(path, data);
}
