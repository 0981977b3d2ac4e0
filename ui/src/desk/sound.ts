// The one ring sound, made by WebAudio: two soft notes, again every few seconds while it rings. No file to load.

const EVERY_MS = 2_600;
const KEY = "qiao.ring.volume";

let context: AudioContext | null = null;
let timer: number | undefined;

/** Browsers start silent until the first gesture; any click or key of the page wakes the context. */
export function audioContext(): AudioContext {
  if (!context) {
    context = new AudioContext();
    const wake = () => void context?.resume();
    window.addEventListener("pointerdown", wake, { passive: true });
    window.addEventListener("keydown", wake, { passive: true });
  }
  if (context.state === "suspended") void context.resume().catch(() => undefined);
  return context;
}

export function ringVolume(): number {
  try {
    const kept = Number(localStorage.getItem(KEY) ?? "60");
    return Number.isFinite(kept) ? Math.min(100, Math.max(0, kept)) : 60;
  } catch {
    return 60;
  }
}

export function setRingVolume(volume: number): void {
  try {
    localStorage.setItem(KEY, String(volume));
  } catch {
    // Without storage the volume stays as it is.
  }
}

function note(at: number, frequency: number, peak: number): void {
  const sound = audioContext();
  const tone = sound.createOscillator();
  const gain = sound.createGain();
  tone.type = "sine";
  tone.frequency.value = frequency;
  gain.gain.setValueAtTime(0, at);
  gain.gain.linearRampToValueAtTime(peak, at + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.0005, at + 0.55);
  tone.connect(gain).connect(sound.destination);
  tone.start(at);
  tone.stop(at + 0.6);
}

export function ringOnce(): void {
  const peak = (ringVolume() / 100) * 0.35;
  if (peak <= 0) return;
  const at = audioContext().currentTime + 0.02;
  note(at, 659.25, peak);
  note(at + 0.18, 523.25, peak);
  note(at + 0.62, 659.25, peak * 0.8);
  note(at + 0.8, 523.25, peak * 0.8);
}

export function startRinging(): void {
  stopRinging();
  ringOnce();
  timer = window.setInterval(ringOnce, EVERY_MS);
}

export function stopRinging(): void {
  window.clearInterval(timer);
}
