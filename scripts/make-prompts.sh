#!/bin/sh
# Makes the prompts of rulebook/ivr/prompts/zh-CN anew from prompts.tsv, with the beep and the waiting music.
# Needed only to change them: the .wav files are kept in git. Needs espeak-ng, sox and python3.
# All are 8 kHz mono A-law at about -20 dBFS. A recorded voice may replace any file under the same name.
set -eu
cd "$(dirname "$0")/../rulebook/ivr/prompts/zh-CN"
for tool in espeak-ng sox python3; do
    command -v "$tool" >/dev/null || { echo "make-prompts: $tool is missing: apt-get install espeak-ng sox python3" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# rms_gain FILE: dB that bring its loudness to -20 dBFS.
rms_gain() {
    sox "$1" -n stats 2>&1 | awk '/^RMS lev dB/ { printf "%.2f", -20 - $4 }'
}
# finish FROM TO: telephone band, loudness, 8 kHz A-law, without dates or comments in the file.
finish() {
    sox -D "$1" "$work/band.wav" gain -6 highpass 250 lowpass 3400 rate -v 8000
    sox -D "$work/band.wav" -t wav -r 8000 -c 1 -e a-law "$2" gain -l "$(rms_gain "$work/band.wav")"
}

tab=$(printf '\t')
grep -v '^#' prompts.tsv | while IFS="$tab" read -r key _ pinyin; do
    # Single numbers are spoken within a sentence: no pause around them.
    case $key in number_*|place_you_are) pad=0.03 ;; *) pad=0.20 ;; esac
    # Debian's espeak-ng spells Chinese characters in English; from pinyin it speaks Mandarin.
    espeak-ng -v cmn-latn-pinyin -s 175 -p 45 -w "$work/said.wav" "$pinyin"
    sox -D "$work/said.wav" "$work/cut.wav" silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse pad 0.03 "$pad"
    finish "$work/cut.wav" "$key.wav"
done

sox -D -n -r 16000 -c 1 -b 16 "$work/beep.wav" synth 0.4 sine 1000 fade 0.01 0.4 0.02
finish "$work/beep.wav" beep.wav

python3 ../../../../scripts/make-music.py "$work/music.wav"
finish "$work/music.wav" music_wait.wav
du -sh . | cut -f1
