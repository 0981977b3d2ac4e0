// The browser as a telephone: one audio connection for the whole shift (nailed up), bridged to calls by the switch.
//
// The browser only carries sound. Answer, hold and hang-up are acts of the switch and never touch this connection.
// A new connection takes over from the old one by a larger generation.

import { live } from "../api/live";
import { problemOf } from "../api/problem";
import { audioContext } from "./sound";

/** All host candidates are found at once on a LAN; a stuck interface must not hold the offer back. */
const GATHER_MS_MAX = 1_000;
/** Short breaks heal by themselves; after this the connection is made anew. */
const DISCONNECTED_MS_MAX = 4_000;
const RETRY_MS_FIRST = 1_000;
const RETRY_MS_MAX = 15_000;

export type PhoneTrouble = "denied" | "no_device" | "insecure" | null;

export interface PhoneState {
  kind: "browser" | "desk";
  link: "off" | "connecting" | "connected" | "failed" | "taken_over";
  trouble: PhoneTrouble;
  is_muted: boolean;
  is_test_passed: boolean;
  microphone: string;
  speaker: string;
  microphones: { id: string; label: string }[];
  speakers: { id: string; label: string }[];
}

const PREFS = "qiao.phone";
const TEST = "qiao.phone.test";

function readPrefs(): { kind: "browser" | "desk"; microphone: string; speaker: string } {
  const start = { kind: "browser" as const, microphone: "", speaker: "" };
  try {
    return { ...start, ...JSON.parse(localStorage.getItem(PREFS) ?? "{}") };
  } catch {
    return start;
  }
}

export class Softphone {
  private state: PhoneState = {
    ...readPrefs(),
    link: "off",
    trouble: null,
    is_muted: false,
    is_test_passed: false,
    microphones: [],
    speakers: [],
  };
  private connection: RTCPeerConnection | null = null;
  private stream: MediaStream | null = null;
  private meter: AnalyserNode | null = null;
  /** 43 ms at 48 kHz: looked at more often than that, no syllable is missed. */
  private samples = new Float32Array(2_048);
  private generation = 0;
  private retryMs = RETRY_MS_FIRST;
  private timer: number | undefined;
  private audio: HTMLAudioElement | null = null;
  private person = "";

  constructor(private readonly changed: (state: PhoneState) => void) {
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.listDevices());
  }

  get = (): PhoneState => this.state;

  private set(patch: Partial<PhoneState>): void {
    this.state = { ...this.state, ...patch };
    this.changed(this.state);
  }

  /** The test counts for one person, this browser and this day: the headset may be another one tomorrow. */
  begin(person: string): void {
    this.person = person;
    let passed = false;
    try {
      passed = localStorage.getItem(TEST) === this.testMark();
    } catch {
      // Without storage the test is asked for after each reload.
    }
    this.set({ is_test_passed: passed });
    if (passed && this.state.kind === "browser") void this.connect();
  }

  private testMark(): string {
    return `${this.person} ${new Date().toDateString()}`;
  }

  passTest(): void {
    try {
      localStorage.setItem(TEST, this.testMark());
    } catch {
      // See `begin`.
    }
    this.set({ is_test_passed: true });
  }

  choose(kind: "browser" | "desk"): void {
    this.set({ kind });
    this.keepPrefs();
    if (kind === "desk") this.disconnect();
    else if (this.state.is_test_passed) void this.connect();
  }

  private keepPrefs(): void {
    const { kind, microphone, speaker } = this.state;
    try {
      localStorage.setItem(PREFS, JSON.stringify({ kind, microphone, speaker }));
    } catch {
      // Chosen again next time.
    }
  }

  /** Opens the microphone. False: the state's `trouble` says why not. */
  async openMicrophone(): Promise<boolean> {
    if (this.stream?.active) return true;
    if (!navigator.mediaDevices) {
      this.set({ trouble: "insecure", link: "off" });
      return false;
    }
    try {
      this.stream = await navigator.mediaDevices.getUserMedia({
        audio: {
          deviceId: this.state.microphone ? { ideal: this.state.microphone } : undefined,
          echoCancellation: true,
          noiseSuppression: true,
          autoGainControl: true,
        },
      });
    } catch (error) {
      const isMissing = error instanceof DOMException && error.name === "NotFoundError";
      this.set({ trouble: isMissing ? "no_device" : "denied", link: "off" });
      return false;
    }
    for (const track of this.stream.getAudioTracks()) track.enabled = !this.state.is_muted;
    const sound = audioContext();
    this.meter = sound.createAnalyser();
    this.meter.fftSize = this.samples.length;
    sound.createMediaStreamSource(this.stream).connect(this.meter);
    this.set({ trouble: null });
    await this.listDevices();
    return true;
  }

  private async listDevices(): Promise<void> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
    const of = (kind: MediaDeviceKind) =>
      devices
        .filter((device) => device.kind === kind && device.deviceId !== "" && device.deviceId !== "default")
        .map((device) => ({ id: device.deviceId, label: device.label }));
    this.set({ microphones: of("audioinput"), speakers: of("audiooutput") });
  }

  /** Loudness of the microphone now, 0 to 1 on a scale that follows the ear (−60 dB to 0 dB). */
  level = (): number => {
    if (!this.meter) return 0;
    this.meter.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const decibels = 10 * Math.log10(sum / this.samples.length + 1e-9);
    return Math.min(1, Math.max(0, (decibels + 60) / 55));
  };

  /** Records three seconds and plays them back. Resolves with the loudest level, to tell silence from speech. */
  async recordAndPlay(ms: number, phase: (now: "recording" | "playing") => void): Promise<number> {
    if (!this.stream) return 0;
    phase("recording");
    const recorder = new MediaRecorder(this.stream);
    const parts: Blob[] = [];
    recorder.ondataavailable = (event) => parts.push(event.data);
    const ended = new Promise((resolve) => {
      recorder.onstop = resolve;
    });
    let loudest = 0;
    const watch = window.setInterval(() => {
      loudest = Math.max(loudest, this.level());
    }, 30);
    recorder.start();
    await new Promise((resolve) => window.setTimeout(resolve, ms));
    recorder.stop();
    await ended;
    window.clearInterval(watch);
    phase("playing");
    const url = URL.createObjectURL(new Blob(parts, { type: recorder.mimeType }));
    const player = new Audio(url);
    await this.routeToSpeaker(player);
    const done = new Promise((resolve) => {
      player.onended = resolve;
      player.onerror = resolve;
      window.setTimeout(resolve, ms + 1_500);
    });
    await player.play().catch(() => undefined);
    await done;
    URL.revokeObjectURL(url);
    return loudest;
  }

  private async routeToSpeaker(element: HTMLAudioElement): Promise<void> {
    if (this.state.speaker && "setSinkId" in element) {
      await element.setSinkId(this.state.speaker).catch(() => undefined); // Unplugged meanwhile: the default speaks.
    }
  }

  async chooseMicrophone(id: string): Promise<void> {
    this.set({ microphone: id });
    this.keepPrefs();
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    if (!(await this.openMicrophone())) return;
    const track = this.stream === null ? null : ((this.stream as MediaStream).getAudioTracks()[0] ?? null);
    const sender = this.connection?.getSenders()[0];
    if (sender && track) await sender.replaceTrack(track);
  }

  async chooseSpeaker(id: string): Promise<void> {
    this.set({ speaker: id });
    this.keepPrefs();
    if (this.audio) await this.routeToSpeaker(this.audio);
  }

  mute(isMuted: boolean): void {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !isMuted;
    this.set({ is_muted: isMuted });
  }

  /** Makes a new connection; the old one sounds on until the new one is answered. */
  async connect(): Promise<void> {
    window.clearTimeout(this.timer);
    if (this.state.kind === "desk" || live.get().connection !== "open") return;
    this.set({ link: "connecting" });
    if (!(await this.openMicrophone()) || !this.stream) return;
    const generation = Math.max(Date.now(), this.generation + 1);
    this.generation = generation;
    const next = new RTCPeerConnection({ iceServers: [] });
    for (const track of this.stream.getAudioTracks()) next.addTrack(track, this.stream);
    next.ontrack = (event) => this.hear(event.streams[0] ?? new MediaStream([event.track]));
    next.onconnectionstatechange = () => generation === this.generation && this.watch(next);
    try {
      await next.setLocalDescription(await next.createOffer());
      await gathered(next);
      const answer = await live.offerMedia(generation, next.localDescription?.sdp ?? "");
      if (generation !== this.generation) {
        next.close();
        return;
      }
      await next.setRemoteDescription({ type: "answer", sdp: answer });
      this.connection?.close();
      this.connection = next;
    } catch (error) {
      next.close();
      if (generation === this.generation) this.failed(problemOf(error).code);
    }
  }

  private watch(connection: RTCPeerConnection): void {
    window.clearTimeout(this.timer);
    switch (connection.connectionState) {
      case "connected":
        this.connected();
        break;
      case "disconnected":
        this.timer = window.setTimeout(() => void this.connect(), DISCONNECTED_MS_MAX);
        break;
      case "failed":
        this.failed("");
        break;
    }
  }

  /** The switch says that it hears us. What this page itself knows to be broken stays so. */
  confirm(): void {
    if (this.state.link === "connecting") this.connected();
  }

  private connected(): void {
    this.retryMs = RETRY_MS_FIRST;
    if (this.state.kind === "browser" && this.generation > 0) this.set({ link: "connected" });
  }

  private failed(code: string): void {
    window.clearTimeout(this.timer);
    if (code === "old_generation") {
      this.set({ link: "taken_over" });
      return;
    }
    this.set({ link: "failed" });
    this.timer = window.setTimeout(() => void this.connect(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MS_MAX);
  }

  private hear(stream: MediaStream): void {
    if (!this.audio) {
      this.audio = document.createElement("audio");
      this.audio.autoplay = true;
      this.audio.dataset.role = "remote";
      document.body.append(this.audio);
      void this.routeToSpeaker(this.audio);
    }
    this.audio.srcObject = stream;
    void this.audio.play().catch(() => undefined); // The next click of the page starts it.
  }

  /** The socket is back: the switch may have let go of the old connection. */
  socketReturned(): void {
    if (this.state.kind === "browser" && this.state.is_test_passed && this.state.link !== "taken_over")
      void this.connect();
  }

  disconnect(): void {
    window.clearTimeout(this.timer);
    if (this.generation > 0) live.sayMediaBye(this.generation);
    this.generation = 0;
    this.connection?.close();
    this.connection = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.meter = null;
    if (this.audio) this.audio.srcObject = null;
    this.set({ link: "off", is_muted: false });
  }
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  if (connection.iceGatheringState === "complete") return Promise.resolve();
  return new Promise((resolve) => {
    const timer = window.setTimeout(resolve, GATHER_MS_MAX);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState !== "complete") return;
      window.clearTimeout(timer);
      resolve();
    });
  });
}
