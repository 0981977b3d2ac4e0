// Before the first call of a shift: choose the headset, see the voice move the bar, hear oneself. About ten seconds.

import { useState } from "react";
import { Button } from "../../parts/basics";
import { Icon } from "../../parts/Icon";
import { Meter } from "../../parts/Meter";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";
import { Devices } from "./Devices";

const RECORD_MS = 3_000;
/** −60 dB is nothing, speech at arm's length is above 0.3 on the meter's scale. */
const HEARD_LEVEL_MIN = 0.25;

type Phase = "start" | "open" | "recording" | "playing" | "played" | "silent";

export function PhoneTest() {
  const t = useText();
  const words = t.desk.phone.test;
  const { phone } = useDesk();
  const [phase, setPhase] = useState<Phase>("start");
  const troubles = { denied: words.denied, no_device: words.noDevice, insecure: words.insecure };

  const open = async () => {
    if (await desk.phone.openMicrophone()) setPhase("open");
  };
  const record = async () => {
    const loudest = await desk.phone.recordAndPlay(RECORD_MS, setPhase);
    setPhase(loudest < HEARD_LEVEL_MIN ? "silent" : "played");
  };
  const pass = () => {
    desk.phone.passTest();
    void desk.phone.connect();
  };
  const isBusy = phase === "recording" || phase === "playing";

  return (
    <div className={css.test}>
      <header>
        <Icon name="headset" size={28} />
        <div>
          <h2>{words.title}</h2>
          <p>{words.intro}</p>
        </div>
      </header>
      {phone.trouble && (
        <p className={css.missing} role="alert">
          {troubles[phone.trouble]}
        </p>
      )}
      {phase === "start" ? (
        <>
          <p className={css.hint}>{words.allowHint}</p>
          <div className={css.testActions}>
            <Button tone="primary" icon="mic" onClick={() => void open()}>
              {words.start}
            </Button>
            <Button tone="quiet" onClick={() => desk.phone.choose("desk")}>
              {t.desk.phone.deskPhone}
            </Button>
          </div>
        </>
      ) : (
        <>
          <Devices isDisabled={isBusy} />
          <section>
            <h3>{words.speak}</h3>
            <Meter level={desk.phone.level} label={t.desk.phone.level} />
          </section>
          <section>
            <h3>{words.record}</h3>
            <p className={css.hint} role="status">
              {phase === "recording" && words.recording(RECORD_MS / 1000)}
              {phase === "playing" && words.playing}
              {phase === "silent" && words.silent}
            </p>
            <div className={css.testActions}>
              <Button tone={phase === "played" ? "plain" : "primary"} disabled={isBusy} onClick={() => void record()}>
                {phase === "played" || phase === "silent" ? words.again : words.recordButton}
              </Button>
              <Button tone="primary" disabled={phase !== "played"} icon="finish" onClick={pass}>
                {words.heard}
              </Button>
            </div>
          </section>
        </>
      )}
    </div>
  );
}
