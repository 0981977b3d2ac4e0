// Which microphone, which speaker.

import { useText } from "../../text";
import css from "../Desk.module.css";
import { desk, useDesk } from "../desk";

export function Devices({ isDisabled }: { isDisabled?: boolean }) {
  const t = useText();
  const { phone } = useDesk();
  const choices = [
    {
      key: "microphone",
      label: t.desk.phone.microphone,
      value: phone.microphone,
      devices: phone.microphones,
      choose: (id: string) => void desk.phone.chooseMicrophone(id),
    },
    {
      key: "speaker",
      label: t.desk.phone.speaker,
      value: phone.speaker,
      devices: phone.speakers,
      choose: (id: string) => void desk.phone.chooseSpeaker(id),
    },
  ];
  return (
    <div className={css.devices}>
      {choices.map((choice) => (
        <label key={choice.key}>
          {choice.label}
          <select disabled={isDisabled} value={choice.value} onChange={(event) => choice.choose(event.target.value)}>
            <option value="">{t.desk.phone.defaultDevice}</option>
            {choice.devices.map((device, place) => (
              <option key={device.id} value={device.id}>
                {device.label || t.desk.phone.unnamed(place + 1)}
              </option>
            ))}
          </select>
        </label>
      ))}
    </div>
  );
}
