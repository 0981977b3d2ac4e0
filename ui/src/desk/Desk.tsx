// The agent desk 坐席工作台: fixed regions, so that the same thing is always in the same place.

import { useMe, whyNot } from "../app/session";
import { Empty } from "../parts/basics";
import { Locked } from "../parts/Why";
import { useText } from "../text";
import css from "./Desk.module.css";
import { useDesk } from "./desk";
import { CallPanel } from "./parts/CallPanel";
import { Disposition } from "./parts/Disposition";
import { OfferBar } from "./parts/OfferBar";
import { PhoneTest } from "./parts/PhoneTest";
import { WorkList } from "./parts/WorkList";

export default function Desk() {
  const t = useText();
  const view = useDesk();
  const me = useMe();
  // Stopped while the page was open: no desk is shown that nobody can use, and no call is awaited.
  const refusal = whyNot(me, "desk:use");
  if (refusal)
    return (
      <Empty title={t.desk.closed} hint={t.desk.closedHint}>
        <Locked label={t.action["desk:use"] ?? ""} reasons={refusal.reasons} right="desk:use" />
      </Empty>
    );
  const needsTest = view.phone.kind === "browser" && !view.phone.is_test_passed && view.state.call === null;
  return (
    <div className={css.desk}>
      <h1 className="visually-hidden">{t.desk.title}</h1>
      <OfferBar />
      <WorkList />
      <section className={css.centre} aria-label={needsTest ? t.desk.phone.region : t.desk.call.region}>
        {needsTest ? <PhoneTest /> : <CallPanel />}
      </section>
      <section className={css.right} aria-label={t.desk.wrapUp.region}>
        <Disposition />
      </section>
    </div>
  );
}
