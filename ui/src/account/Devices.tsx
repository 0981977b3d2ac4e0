// Where somebody is logged in, and the end of it: one device, or all but this.

import { accountApi, type Device } from "../api/account";
import { queryClient } from "../api/queries";
import { toast } from "../app/toast";
import { Button, Tag } from "../parts/basics";
import { fullTime } from "../parts/format";
import { useText } from "../text";
import css from "./Account.module.css";
import { deviceOf } from "./device";

export function Devices({ devices }: { devices: Device[] }) {
  const t = useText();
  const end = async (work: Promise<void>) => {
    try {
      await work;
      await queryClient.invalidateQueries({ queryKey: ["account", "devices"] });
    } catch (error) {
      toast.problem(error);
    }
  };
  return (
    <>
      <ul className={css.list}>
        {devices.map((device) => (
          <li key={device.id}>
            <div title={device.user_agent}>
              <span>
                <strong>{deviceOf(device.user_agent) || t.account.unknownDevice}</strong>{" "}
                {device.is_this && <Tag tone="good">{t.account.thisOne}</Tag>}
              </span>
              <small>{t.account.deviceTimes(fullTime(device.since_ms), fullTime(device.seen_ms))}</small>
            </div>
            {!device.is_this && (
              <Button size="small" tone="quiet" onClick={() => void end(accountApi.endDevice(device.id))}>
                {t.account.end}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {devices.length > 1 && (
        <div>
          <Button onClick={() => void end(accountApi.endOtherDevices())}>{t.account.endOthers}</Button>
        </div>
      )}
    </>
  );
}
