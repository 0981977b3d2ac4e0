// The telephone's settings at any time of the shift: devices, ring, connection, the test again.

import { useState } from "react";
import { Button, Segmented } from "../../parts/basics";
import { Dialog } from "../../parts/Dialog";
import { Meter } from "../../parts/Meter";
import { useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";
import { ringOnce, ringVolume, setRingVolume } from "../sound";
import { Devices } from "./Devices";
import { PhoneTest } from "./PhoneTest";

export default function PhoneDialog({ onClose }: { onClose: () => void }) {
  const t = useText();
  const { phone } = useDesk();
  const [volume, setVolume] = useState(ringVolume);
  const words = {
    off: t.desk.phone.off,
    connecting: t.desk.phone.connecting,
    connected: t.desk.phone.connected,
    failed: t.desk.phone.failed,
    taken_over: t.desk.takenOver,
  };
  return (
    <Dialog title={t.desk.phone.title} onClose={onClose}>
      <div className={css.phoneSettings}>
        <Segmented
          label={t.desk.phone.title}
          value={phone.kind}
          options={[
            { value: "browser", label: t.desk.phone.browserPhone },
            { value: "desk", label: t.desk.phone.deskPhone },
          ]}
          onChange={(kind) => desk.phone.choose(kind)}
        />
        {phone.kind === "desk" && <p className={css.hint}>{t.desk.phone.deskPhoneHint}</p>}
        {phone.kind === "browser" && !phone.is_test_passed && <PhoneTest />}
        {phone.kind === "browser" && phone.is_test_passed && (
          <>
            <p className={css.phoneLink}>
              <span>{words[phone.link]}</span>
              <Button size="small" disabled={phone.link === "connecting"} onClick={() => void desk.phone.connect()}>
                {t.desk.phone.reconnect}
              </Button>
            </p>
            <Devices />
            <section>
              <h3>{t.desk.phone.level}</h3>
              <Meter level={desk.phone.level} label={t.desk.phone.level} />
            </section>
          </>
        )}
        <label className={css.volume}>
          {t.desk.phone.ringVolume}
          <input
            type="range"
            min={0}
            max={100}
            step={5}
            value={volume}
            onChange={(event) => {
              const next = Number(event.target.value);
              setVolume(next);
              setRingVolume(next);
            }}
          />
          <Button size="small" icon="speaker" onClick={ringOnce}>
            {t.desk.phone.ringTest}
          </Button>
        </label>
      </div>
    </Dialog>
  );
}
