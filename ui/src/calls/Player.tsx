// Listens to a recording: two lanes, customer above and agent below, seek by click or arrows, one side alone.

import { type KeyboardEvent, type MouseEvent, useEffect, useRef, useState } from "react";
import { api, usePeaks } from "../api/queries";
import type { Peaks } from "../api/types";
import { useIsDark } from "../app/theme";
import { Button, Failure, Segmented, Skeleton } from "../parts/basics";
import { span } from "../parts/format";
import { useText } from "../text";
import css from "./Calls.module.css";

type Side = "both" | "customer" | "agent";
const SPEEDS = ["0.75", "1", "1.25", "1.5", "2"];
const SKIP_S = 10;

export function Player({ recording }: { recording: string }) {
  const peaks = usePeaks(recording);
  if (peaks.isPending) return <Skeleton rows={3} />;
  if (peaks.isError) return <Failure error={peaks.error} retry={() => void peaks.refetch()} />;
  return <Loaded recording={recording} peaks={peaks.data} />;
}

function Loaded({ recording, peaks }: { recording: string; peaks: Peaks }) {
  const t = useText();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [position, setPosition] = useState(0);
  const [speed, setSpeed] = useState("1");
  const [side, setSide] = useState<Side>("both");
  const total = peaks.duration_ms / 1000;
  useSides(audio, side, isPlaying);

  const seek = (to: number) => {
    if (!audio.current) return;
    audio.current.currentTime = Math.min(total, Math.max(0, to));
    setPosition(audio.current.currentTime);
  };
  const toggle = () => {
    if (!audio.current) return;
    if (audio.current.paused) void audio.current.play().catch(() => setPlaying(false));
    else audio.current.pause();
  };

  return (
    <div className={css.player}>
      {/* biome-ignore lint/a11y/useMediaCaption: a telephone call has no captions yet */}
      <audio
        ref={audio}
        src={api.audioUrl(recording)}
        preload="metadata"
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setPosition(event.currentTarget.currentTime)}
      />
      <Waveform peaks={peaks} position={position} total={total} seek={seek} toggle={toggle} />
      <div className={css.playerBar}>
        <Button
          tone="primary"
          iconOnly
          icon={isPlaying ? "pause" : "play"}
          aria-label={isPlaying ? t.calls.pause : t.calls.play}
          onClick={toggle}
        />
        <Button
          tone="quiet"
          iconOnly
          icon="back10"
          aria-label={t.calls.back10}
          onClick={() => seek(position - SKIP_S)}
        />
        <Button
          tone="quiet"
          iconOnly
          icon="forward10"
          aria-label={t.calls.forward10}
          onClick={() => seek(position + SKIP_S)}
        />
        <span className={css.playerTime}>{t.calls.position(span(position * 1000), span(peaks.duration_ms))}</span>
        <span className={css.spacer} />
        <Segmented
          label={t.calls.listenTo}
          value={side}
          options={[
            { value: "both", label: t.calls.both },
            { value: "customer", label: t.calls.customer },
            { value: "agent", label: t.calls.agentSide },
          ]}
          onChange={setSide}
        />
        <select
          className={css.speed}
          aria-label={t.calls.speed}
          value={speed}
          onChange={(event) => {
            setSpeed(event.target.value);
            if (audio.current) audio.current.playbackRate = Number(event.target.value);
          }}
        >
          {SPEEDS.map((one) => (
            <option key={one} value={one}>
              {one}×
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

/** Left is the customer, right the agent: with one side chosen, both ears hear it. Built at the first play. */
function useSides(audio: { current: HTMLAudioElement | null }, side: Side, isPlaying: boolean): void {
  const graph = useRef<{ context: AudioContext; gains: [GainNode, GainNode] } | null>(null);
  useEffect(() => {
    if (!isPlaying || graph.current || !audio.current) return;
    const context = new AudioContext();
    const split = context.createChannelSplitter(2);
    context.createMediaElementSource(audio.current).connect(split);
    const gains: [GainNode, GainNode] = [context.createGain(), context.createGain()];
    gains.forEach((gain, channel) => {
      split.connect(gain, channel);
      gain.connect(context.destination);
    });
    graph.current = { context, gains };
  }, [isPlaying, audio]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the first play builds what the choice acts on
  useEffect(() => {
    if (!graph.current) return;
    const [customer, agent] = graph.current.gains;
    customer.gain.value = side === "agent" ? 0 : 1;
    agent.gain.value = side === "customer" ? 0 : 1;
  }, [side, isPlaying]);
  useEffect(() => () => void graph.current?.context.close(), []);
}

function Waveform(props: {
  peaks: Peaks;
  position: number;
  total: number;
  seek: (to: number) => void;
  toggle: () => void;
}) {
  const t = useText();
  const canvas = useRef<HTMLCanvasElement>(null);
  const isDark = useIsDark();
  const { peaks, total } = props;
  const share = total > 0 ? props.position / total : 0;

  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours change with the appearance
  useEffect(() => {
    if (canvas.current) draw(canvas.current, peaks, share);
  }, [peaks, share, isDark]);

  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowRight: 5, ArrowLeft: -5, PageUp: 30, PageDown: -30 }[event.key];
    if (step) props.seek(props.position + step);
    else if (event.key === " " || event.key === "Enter") props.toggle();
    else if (event.key === "Home") props.seek(0);
    else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    props.seek(((event.clientX - box.left) / box.width) * total);
  };
  return (
    <div
      className={css.wave}
      role="slider"
      tabIndex={0}
      aria-label={t.calls.waveform}
      aria-valuemin={0}
      aria-valuemax={Math.round(total)}
      aria-valuenow={Math.round(props.position)}
      aria-valuetext={t.calls.position(span(props.position * 1000), span(total * 1000))}
      onClick={onClick}
      onKeyDown={onKey}
    >
      <canvas ref={canvas} />
      <span className={css.waveLabel} style={{ top: 4 }}>
        {t.calls.customer}
      </span>
      <span className={css.waveLabel} style={{ bottom: 4 }}>
        {t.calls.agentSide}
      </span>
      <span className={css.head} style={{ left: `${share * 100}%` }} />
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, peaks: Peaks, share: number): void {
  const pen = canvas.getContext("2d");
  if (!pen) return;
  const scale = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  canvas.width = width * scale;
  canvas.height = height * scale;
  pen.scale(scale, scale);
  const colours = getComputedStyle(document.documentElement);
  const lane = height / 2;
  const lanes: [number[], string][] = [
    [peaks.left, colours.getPropertyValue("--ringing")],
    [peaks.right, colours.getPropertyValue("--talking")],
  ];
  const bars = Math.floor(width / 3);
  lanes.forEach(([values, colour], place) => {
    const middle = lane * place + lane / 2;
    pen.fillStyle = colour;
    for (let bar = 0; bar < bars; bar++) {
      const from = Math.floor((bar * values.length) / bars);
      const until = Math.max(from + 1, Math.floor(((bar + 1) * values.length) / bars));
      const peak = Math.max(...values.slice(from, until), 0);
      // As the ear hears it: telephone speech is quiet, and its shape must still be seen.
      const tall = Math.max(1, Math.sqrt(peak) * (lane - 12));
      pen.globalAlpha = bar / bars <= share ? 1 : 0.45;
      pen.fillRect(bar * 3, middle - tall / 2, 2, tall);
    }
  });
  pen.globalAlpha = 1;
  pen.fillStyle = colours.getPropertyValue("--line");
  pen.fillRect(0, lane, width, 1);
}
