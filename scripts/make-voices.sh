#!/usr/bin/env bash
# Makes the voices of the demo's callers and machine agents from voices.tsv: A-law, 8 kHz, mono, a pause at the end.
# Needs espeak-ng and sox; the results are committed, so that building needs neither.
set -euo pipefail
cd "$(dirname "$0")/../rulebook/demo/voices"
grep -v '^#' voices.tsv | while IFS=$'\t' read -r key voice pitch speed _ pinyin; do
  # Debian's espeak-ng spells Chinese characters in English; from pinyin it speaks Mandarin.
  espeak-ng -v "$voice" -p "$pitch" -s "$speed" --stdout "$pinyin" </dev/null |
    sox -t wav - -r 8000 -c 1 -e a-law "$key.wav" norm -9 pad 0.4 2.5
done
