#!/usr/bin/env python3
"""Writes the waiting music: 24 s of plucked strings (Karplus-Strong) on a pentatonic scale that loop without a seam.

Our own composition, made by this program alone; the same bytes every time.
"""
import random
import struct
import sys
import wave

RATE = 16_000
BEAT_S = 0.5
BARS = 12
SCALE = [261.63, 293.66, 329.63, 392.00, 440.00, 523.25, 587.33, 659.26]  # C D E G A C D E
BASS = [130.81, 110.00, 98.00, 146.83]  # C A G D
# One bar of four beats each: steps of SCALE, None rests, "a b" are two eighths.
MELODY = [
    [4, 3, "2 3", 2], [1, None, "0 1", 2], [3, 4, "5 4", 3], [2, None, None, None],
    [4, 5, "6 5", 4], [3, None, "2 3", 4], [2, 1, "0 1", 2], [1, None, None, None],
    [5, "4 3", 4, 2], [3, None, "1 2", 3], [2, "1 0", 1, 2], [0, None, None, None],
]


def pluck(frequency, seconds, brightness, noise):
    """One string: a burst of noise in a delay line whose ends are averaged at each turn."""
    length = int(RATE / frequency)
    line = [noise.uniform(-1, 1) for _ in range(length)]
    for index in range(1, length):
        line[index] = brightness * line[index] + (1 - brightness) * line[index - 1]
    out = []
    for index in range(int(RATE * seconds)):
        at = index % length
        out.append(line[at])
        line[at] = 0.4985 * (line[at] + line[(at + 1) % length])
    return out


def main(path):
    noise = random.Random(20261121)
    total = int(RATE * BEAT_S * 4 * BARS)
    mix = [0.0] * total

    def add(at_s, frequency, seconds, level, brightness):
        start = int(at_s * RATE)
        for index, value in enumerate(pluck(frequency, seconds, brightness, noise)):
            mix[(start + index) % total] += level * value  # What rings past the end rings into the beginning.

    for bar, beats in enumerate(MELODY):
        bar_s = bar * 4 * BEAT_S
        root = BASS[(bar // 1) % len(BASS)]
        add(bar_s, root, 2.4, 0.5, 0.35)
        add(bar_s + 2 * BEAT_S, root * 1.5, 1.6, 0.3, 0.35)
        for beat, step in enumerate(beats):
            at_s = bar_s + beat * BEAT_S
            if step is None:
                continue
            steps = [int(part) for part in step.split()] if isinstance(step, str) else [step]
            for eighth, one in enumerate(steps):
                add(at_s + eighth * BEAT_S / 2, SCALE[one], 1.8, 0.7, 0.6)

    peak = max(abs(value) for value in mix)
    with wave.open(path, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", int(value / peak * 28_000)) for value in mix))


if __name__ == "__main__":
    main(sys.argv[1])
